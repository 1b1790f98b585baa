"""The only writer of the notes two people share."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Conflict
from networking.chats import actions as chats
from networking.chats import events
from networking.chats.models import Chat, Notes
from realtime import log
from realtime.log import News


def write(actor: Actor, chat: Chat, text: str, seen: int) -> int:
    """Put the notes down whole; the number of the new version.

    Raises Conflict `notes.moved_on` when the other one wrote after the version `seen`: her words are not overwritten.
    """
    chats.lock_both(chat)
    notes, _fresh = Notes.objects.get_or_create(chat=chat)
    if notes.version != seen:
        raise Conflict("notes.moved_on", _("The other one wrote meanwhile. Your words are kept here; look at both."))
    if notes.text == text:
        return notes.version
    notes.text, notes.version = text, notes.version + 1
    notes.save(update_fields=["text", "version"])
    data = events.NotesData(id=chat.pk, text=text, version=notes.version, by=chat.side_of(actor.membership_id))
    log.append(News(chat.stream, events.NOTES, data, subject=f"chat-notes:{chat.pk}", rewrites=True))
    return notes.version
