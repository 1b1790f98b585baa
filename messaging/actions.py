"""The only writers of threads and messages."""

from __future__ import annotations

from core import clock
from core.actor import Actor
from core.errors import Conflict
from messaging import events
from messaging.models import Message, Thread
from realtime import log
from realtime.log import News


def open_thread(conference_id: int, kind: str, key: str) -> Thread:
    """The thread of an owner, made at first use."""
    thread, _ = Thread.objects.get_or_create(kind=kind, key=key, defaults={"conference_id": conference_id})
    return thread


def post(actor: Actor, thread: Thread, text: str) -> Message:
    message = Message.objects.create(thread=thread, author_id=actor.membership_id, text=text, posted_at=clock.now())
    _tell(message, events.POSTED)
    return message


def edit(actor: Actor, message: Message, text: str) -> Message:
    """Change one's words; earlier events take on the new ones."""
    message = _locked(message)
    _must_stand(message)
    message.text, message.edited_at = text, clock.now()
    message.save(update_fields=["text", "edited_at"])
    _tell(message, events.EDITED, rewrites=True)
    return message


def delete(actor: Actor, message: Message) -> Message:
    """Take one's words back for good; a tombstone keeps the place."""
    message = _locked(message)
    _must_stand(message)
    return _delete(message)


def _delete(message: Message) -> Message:
    message.text, message.state = "", Message.State.DELETED
    message.save(update_fields=["text", "state"])
    _tell(message, events.DELETED, rewrites=True)
    return message


def set_hidden(actor: Actor, message: Message, hidden: bool) -> Message:
    """Hide a message from everybody, or show it again."""
    message = _locked(message)
    if message.state == Message.State.DELETED:
        raise Conflict("message.deleted", "Its author has deleted this message meanwhile.")
    message.state = Message.State.HIDDEN if hidden else Message.State.VISIBLE
    message.save(update_fields=["state"])
    _tell(message, events.HIDDEN if hidden else events.SHOWN, rewrites=True)
    return message


def erase_author(person_id: int) -> None:
    """Delete all words of a person, in the rows and in the log."""
    said = Message.objects.filter(author__person_id=person_id)
    for message in said.select_related("thread__conference", "author__person"):
        _delete(message)
    said.update(author=None)


def forget(thread: Thread) -> None:
    """Drop all words of a thread, in the rows and in the log: their time is over."""
    Message.objects.filter(thread=thread).delete()
    log.forget(thread.stream)


def _locked(message: Message) -> Message:
    """The row as it is now, held. `of` keeps the lock off the joined rows, which others may hold."""
    return (
        Message.objects.select_for_update(of=("self",))
        .select_related("thread__conference", "author__person")
        .get(pk=message.pk)
    )


def _must_stand(message: Message) -> None:
    if message.state != Message.State.VISIBLE:
        raise Conflict("message.not_visible", "This message is not there any more.")


def _tell(message: Message, type_: str, rewrites: bool = False) -> None:
    log.append(
        News(message.thread.stream, type_, events.data(message), subject=f"message:{message.pk}", rewrites=rewrites)
    )
