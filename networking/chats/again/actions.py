"""The only writer of who would like one more chat with whom she has met."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.notices import actions as notices
from core.actor import Actor
from networking.chats import actions as chats
from networking.chats.again import queries
from networking.chats.models import Chat


def ask(actor: Actor, chat: Chat, on: bool) -> bool:
    """Ask for one more chat after this one, or take it back; True when both ask: then the two may book it.

    Whoever asks alone is told nothing of the other one, and who is kept apart from her is as one who does not ask.
    """
    chats.lock_both(chat)
    chat.refresh_from_db(fields=["mentor_again", "mentee_again"])
    field = f"{chat.side_of(actor.membership_id)}_again"
    Chat.objects.filter(pk=chat.pk).update(**{field: on})
    setattr(chat, field, on)
    both = queries.both_ask(chat)
    if both:
        _tell_both(chat)
    return both


def _tell_both(chat: Chat) -> None:
    for side, member in (("mentor", chat.mentor), ("mentee", chat.mentee)):
        fellow = chat.other(side)
        if member is None or fellow is None:
            continue
        title = _("%(name)s would like to meet again, too") % {"name": fellow.shown_name}
        notices.send(
            member.person_id, key=f"chat:{chat.pk}:again", kind="chat.again", title=title, text=_WORDS[side](),
            url=reverse("chat", args=[chat.conference.slug, chat.pk]), conference=chat.conference,
        )  # fmt: skip


_WORDS = {
    "mentor": lambda: _("One of your open times can be taken for it now."),
    "mentee": lambda: _("You can take one more of the open times now."),
}
