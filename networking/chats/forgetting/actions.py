"""Forgetting: words after their time, people when they go."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from accounts.notices import actions as notices
from messaging.forgetting import actions as words
from networking.chats import actions as chats
from networking.chats import events, letters
from networking.chats.models import Chat, EngagementCell, Notes
from networking.chats.parting import actions as parting
from realtime import log
from realtime.log import News


def forget_words(chat: Chat) -> bool:
    """Drop what the two wrote and what was asked; that they met stays until the congress is forgotten."""
    words.drop_thread("chat", str(chat.pk))
    Notes.objects.filter(chat=chat).delete()
    notices.blank(letters.prefix(chat))
    Chat.objects.filter(pk=chat.pk).update(question="", forgotten=True)
    chat.question = ""
    chats.tell(chat, events.CHANGED, rewrites=True)
    return True


def forget(due: Sequence[Chat]) -> int:
    """Drop chats with all that hangs on them: that these two met is kept nowhere any more; how many chats."""
    for chat in due:
        words.drop_thread("chat", str(chat.pk))
        notices.blank(letters.prefix(chat))
        log.forget(chat.stream)
        chat.delete()
    return len(due)


def erase(person_id: int) -> None:
    """Take a person out: chats ahead are called off, her questions and her name leave rows and log."""
    own = Chat.objects.filter(Q(mentor__person=person_id) | Q(mentee__person=person_id))
    for chat in own.select_related("conference", "mentor__person", "mentee__person"):
        side = "mentor" if chat.mentor and chat.mentor.person_id == person_id else "mentee"
        notices.blank(letters.prefix(chat))
        if side == "mentee":
            chat.question = ""  # before anybody is told: no letter or event may carry it
        parting.end(chat, side)
        setattr(chat, side, None)
        chat.save(update_fields=[side, "question"])
        chats.tell(chat, events.CHANGED, rewrites=True)
    EngagementCell.objects.filter(person_id=person_id).delete()


def erase_notes(person_id: int) -> None:
    """What two wrote together goes when one of them goes: nobody can tell whose words they are."""
    mine = Q(chat__mentor__person=person_id) | Q(chat__mentee__person=person_id)
    for notes in Notes.objects.filter(mine).select_related("chat"):
        gone = events.NotesData(id=notes.chat_id, text="", version=notes.version + 1, by="")
        log.append(News(notes.chat.stream, events.NOTES, gone, subject=f"chat-notes:{notes.chat_id}", rewrites=True))
    Notes.objects.filter(mine).delete()
