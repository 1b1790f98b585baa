"""May she? Pure predicates over an actor and a thread or message. Who may not read is told it is not there."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Conflict, NotFound
from core.text import as_id
from messaging import kinds, queries
from messaging.models import Message, Thread
from moderation import scopes
from moderation.reports.targets import Found

# What waits can be taken back by its author
CHANGEABLE = (Message.State.VISIBLE, Message.State.HELD)


def may_write(actor: Actor, thread: Thread) -> bool:
    kind = kinds.of(thread.kind)
    _must_read(kind, actor, thread)
    return kind.may_write(actor, thread.key)


def may_change(actor: Actor, message: Message) -> bool:
    """Only the author, only what still stands."""
    _must_read(kinds.of(message.thread.kind), actor, message.thread)
    return message.author_id == actor.membership_id and message.state in CHANGEABLE


def may_edit(actor: Actor, message: Message) -> bool:
    """What one may take back one may also change, where the chat is shown; else its owner says why not."""
    kind, key = kinds.of(message.thread.kind), message.thread.key
    return may_change(actor, message) and (kind.shown(actor, key) or kind.may_write(actor, key))


def may_attach(actor: Actor, thread: Thread) -> bool:
    return may_write(actor, thread) and kinds.of(thread.kind).may_attach(actor, thread.key)


def may_look(actor: Actor, thread: Thread) -> bool:
    """Open a page of it. A chat that is not shown has none."""
    may_read(actor, thread)
    if not kinds.of(thread.kind).shown(actor, thread.key):
        raise NotFound
    return True


def may_react(actor: Actor, message: Message) -> bool:
    """Where one may write, to what stands."""
    if message.state != Message.State.VISIBLE:
        raise NotFound
    return may_write(actor, message.thread)


def may_read(actor: Actor, thread: Thread) -> bool:
    _must_read(kinds.of(thread.kind), actor, thread)
    return True


def answerable(thread: Thread, pk: int) -> Message:
    """The message one answers to. Raises Conflict for one that is not there any more, or stands elsewhere."""
    found = Message.objects.filter(pk=pk, thread=thread, state=Message.State.VISIBLE).first()
    if found is None:
        raise Conflict("message.not_visible", _("This message is not there any more."))
    return found


def may_moderate(actor: Actor, message: Message) -> bool:
    kind = kinds.of(message.thread.kind)
    _must_read(kind, actor, message.thread)
    settled = message.state in {Message.State.DELETED, Message.State.HELD, Message.State.REJECTED}
    return kind.may_moderate(actor, message.thread.key) and not settled


def may_settle(actor: Actor, message: Message) -> bool:
    kind = kinds.of(message.thread.kind)
    _must_read(kind, actor, message.thread)
    return kind.may_moderate(actor, message.thread.key)


def is_there_to_read(actor: Actor, thread: Thread) -> bool:
    return kinds.of(thread.kind).may_read(actor, thread.key)


def is_there(actor: Actor, message: Message) -> bool:
    """Whether somebody may know of a message: of one that waits or was not let in, its author and who moderates."""
    kind, key = kinds.of(message.thread.kind), message.thread.key
    if not kind.may_read(actor, key):
        return False
    seen = message.state not in queries.UNSEEN or message.author_id == actor.membership_id
    return seen or kind.may_moderate(actor, key)


def may_claim(actor: Actor, key: str) -> bool:
    return may_settle(actor, queries.message(as_id(key)))


def _must_read(kind: kinds.Kind, actor: Actor, thread: Thread) -> None:
    if not kind.may_read(actor, thread.key):
        raise NotFound


def reported(actor: Actor, key: str) -> Found:
    """What a report about a message keeps: its words as they are now. Only who reads the thread can report it."""
    message = queries.message(as_id(key))
    _must_read(kinds.of(message.thread.kind), actor, message.thread)
    if message.state != Message.State.VISIBLE:
        raise NotFound
    scope = message.scope if scopes.is_one(message.scope) else ""
    place = scopes.place(message.conference_id, scope)
    url = f"{scopes.page(message.conference_id, scope)}#message-{message.pk}" if scope else ""
    return Found(message.conference_id, message.author_id, message.text, place, url)
