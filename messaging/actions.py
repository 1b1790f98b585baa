"""The only writers of threads and messages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts import actors
from core import clock, rows
from core.actor import Actor
from core.errors import Conflict, Throttled
from core.prepared import Said
from core.rows import insert
from messaging import events, kinds, queries, told
from messaging.kinds import Pace
from messaging.models import Message, Reaction, Read, Thread
from moderation import queries as moderation
from moderation import words
from realtime import log, signals
from realtime.log import News


def _alone(message: Message) -> None:
    """Words alone."""


def open_thread(conference_id: int, kind: str, key: str) -> Thread:
    """The thread of an owner, made at first use."""
    thread, _fresh = Thread.objects.get_or_create(kind=kind, key=key, defaults={"conference_id": conference_id})
    return thread


def new_thread(conference_id: int, kind: str, key: str) -> Said:
    """What makes the thread of an owner that is made in the same message, so that there can be none yet."""
    return rows.said(Thread(kind=kind, key=key, conference_id=conference_id))


def post(
    actor: Actor, thread: Thread, text: str, reply_to: Message | None = None, along: Callable[[Message], None] = _alone
) -> Message:
    """Say something; it waits for a moderator where the thread or one of its words says so.

    An answer to an answer stands under the same message: one level. `along` writes what comes with the message.
    """
    pace = kinds.of(thread.kind).pace(actor, thread.key)
    _keep(pace, actor, thread)
    now = clock.now()
    waits = _waits(pace, thread, text)
    due_at = now + timedelta(seconds=pace.delay) if pace.delay and not waits else None
    state = Message.State.HELD if waits or due_at else Message.State.VISIBLE
    moment = kinds.of(thread.kind).moment(thread.key)
    message = Message(
        thread=thread,
        author=actors.held(actor),
        text=text,
        state=state,
        posted_at=now,
        due_at=due_at,
        reply_to_id=(reply_to.reply_to_id or reply_to.pk) if reply_to else None,
        sitting_id=moment.sitting,
        time_mark=moment.time_mark,
    )
    insert(message)
    _has_no_file(message)
    along(message)
    if state == Message.State.HELD:
        tell_desk(message, events.HELD)
    else:
        say(message)
    return message


def _has_no_file(message: Message) -> None:
    """A new one has none, so nobody need ask; whoever adds one says so by making it."""
    field: Any = Message._meta.get_field("file")
    field.set_cached_value(message, None)


def say(message: Message) -> None:
    """It is there for everybody in the thread."""
    _tell(message, events.POSTED)
    told.said(message)


def _keep(pace: Pace, actor: Actor, thread: Thread) -> None:
    """Slow mode: Throttled while the last message of the same person is too young."""
    since = clock.now() - timedelta(seconds=pace.seconds)
    last = Message.objects.filter(thread=thread, author_id=actor.membership_id or 0, posted_at__gt=since)
    at = last.order_by("-pk").values_list("posted_at", flat=True).first() if pace.seconds else None
    if at is not None:
        left = (at - since).total_seconds()
        sorry = _("This chat is slow: one message in %(n)s seconds. What you wrote is kept.") % {"n": pace.seconds}
        raise Throttled("chat.slow", sorry, retry_after=left)


def _waits(pace: Pace, thread: Thread, text: str) -> bool:
    return pace.waits or (not pace.free and words.holds(moderation.held_words(thread.conference_id), text))


def edit(actor: Actor, message: Message, text: str) -> Message:
    """Change one's words; earlier events take on the new ones."""
    message = locked(message)
    _must_stand(message)
    if _waits(kinds.of(message.thread.kind).pace(actor, message.thread.key), message.thread, text):
        sorry = _("A moderator reads first what is written here: delete this one and write anew.")
        raise Conflict("message.would_wait", sorry)
    message.text, message.edited_at = text, clock.now()
    message.save(update_fields=["text", "edited_at"])
    _tell(message, events.EDITED, rewrites=True)
    return message


def delete(actor: Actor, message: Message) -> Message:
    """Take one's words back for good; a tombstone keeps the place of what others saw."""
    message = locked(message)
    if message.state == Message.State.HELD:
        return take_back(message)
    _must_stand(message)
    return bury(message)


def _drop_file(message: Message) -> None:
    file = getattr(message, "file", None)
    if file is not None:
        file.delete()


def take_back(message: Message) -> Message:
    """What waits is gone for its moderators as well."""
    message.text, message.state, message.due_at = "", Message.State.REJECTED, None
    message.save(update_fields=["text", "state", "due_at"])
    _drop_file(message)
    tell_desk(message, events.SETTLED, rewrites=True)
    return message


def bury(message: Message) -> Message:
    """Words and file go; a tombstone stays."""
    message.text, message.state = "", Message.State.DELETED
    message.save(update_fields=["text", "state"])
    _drop_file(message)
    _tell(message, events.DELETED, rewrites=True)
    return message


def set_hidden(actor: Actor, message: Message, hidden: bool) -> Message:
    """Hide a message from everybody, or show it again."""
    message = locked(message)
    if message.state == Message.State.DELETED:
        raise Conflict("message.deleted", "Its author has deleted this message meanwhile.")
    message.state = Message.State.HIDDEN if hidden else Message.State.VISIBLE
    message.save(update_fields=["state"])
    _tell(message, events.HIDDEN if hidden else events.SHOWN, rewrites=True)
    return message


def react(actor: Actor, message: Message, kind: str, on: bool) -> dict[str, int]:
    """Give or take back a sign; how many there are then, by kind. Setting twice is setting once."""
    message = locked(message)
    _must_stand(message)
    mine: dict[str, Any] = {"message": message, "by_id": actor.membership_id, "kind": kind}
    if on:
        Reaction.objects.get_or_create(**mine)
    else:
        Reaction.objects.filter(**mine).delete()
    counts = queries.reactions([message.pk]).get(message.pk, {})
    news = events.ReactionsData(id=message.pk, thread=message.thread_id, reactions=counts)
    log.append(News(message.thread.stream, events.REACTED, news, subject=f"message:{message.pk}"))
    return counts


def show_typing(actor: Actor, thread: Thread) -> None:
    """Tell that somebody writes, where the thread allows it; nothing is kept, and nobody is named."""
    if kinds.of(thread.kind).typing(actor, thread.key):
        signals.send(thread.stream, events.TYPING, events.Typing(thread=thread.pk))


def mark_read(actor: Actor, thread: Thread, upto: int) -> None:
    """Remember how far somebody has read; it never goes back."""
    held = Read.objects.filter(thread=thread, by_id=actor.membership_id)
    if not held.filter(upto__lt=upto).update(upto=upto) and not held.exists():
        Read.objects.create(thread=thread, by_id=actor.membership_id or 0, upto=upto)


def locked(message: Message) -> Message:
    """The row as it is now, held. `of` keeps the lock off the joined rows, which others may hold."""
    return (
        Message.objects.select_for_update(of=("self",))
        .select_related("thread__conference", "author__person", "file")
        .get(pk=message.pk)
    )


def _must_stand(message: Message) -> None:
    if message.state != Message.State.VISIBLE:
        raise Conflict("message.not_visible", "This message is not there any more.")


def _tell(message: Message, type_: str, rewrites: bool = False) -> None:
    counts = {} if type_ == events.POSTED else queries.reactions([message.pk]).get(message.pk, {})
    data = events.data(message, counts)
    log.append(News(message.thread.stream, type_, data, subject=f"message:{message.pk}", rewrites=rewrites))


def tell_desk(message: Message, type_: str, rewrites: bool = False) -> None:
    """What waits is told to the moderators of the thread alone."""
    desk = kinds.of(message.thread.kind).desk(message.thread.key)
    if desk:
        data = events.held(message) if type_ == events.HELD else events.settled(message)
        log.append(News(desk, type_, data, subject=f"message:{message.pk}", rewrites=rewrites))
