"""May she? A chat is there for its two people; for everybody else it is not."""

from __future__ import annotations

from accounts import blocks
from core import actor as actors
from core.actor import Actor
from core.errors import NotFound
from networking.chats import states
from networking.chats.models import Chat
from networking.mentors.models import Slot


def may_book(actor: Actor, slot: Slot) -> bool:
    """Nobody books herself; everything else is decided under lock and answered neutrally."""
    return slot.mentor.membership_id != actor.membership_id


def takes_part(actor: Actor, chat: Chat) -> bool:
    """Only the two; others hear what they would hear of a chat that does not exist."""
    if not chat.side_of(actor.membership_id):
        raise NotFound
    return True


def may_note(actor: Actor, chat: Chat) -> bool:
    """The two write notes before, during and after, until the words are forgotten."""
    return takes_part(actor, chat) and not chat.forgotten and chat.state != Chat.State.ABORTED


def may_call(actor: Actor, key: str) -> bool:
    """Who may see and hear the other one: whoever may talk with her now. NotFound for whoever has no part in it."""
    if not thread_read(actor, key):
        raise NotFound
    return thread_write(actor, key)


def call_conference(key: str) -> int | None:
    chat = _by_key(key)
    return chat.conference_id if chat else None


def is_mentee(actor: Actor, chat: Chat) -> bool:
    """The mentee chooses times: a mentor's open times are her consent, a mentee has none to offer."""
    return takes_part(actor, chat) and chat.side_of(actor.membership_id) == "mentee"


def _by_key(key: str) -> Chat | None:
    return Chat.objects.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 19 else None


def may_read_stream(person_id: int, key: str) -> bool:
    chat = _by_key(key)
    return bool(chat and chat.side_of(actors.load(person_id, chat.conference_id).membership_id))


def thread_read(actor: Actor, key: str) -> bool:
    chat = _by_key(key)
    return bool(chat and chat.side_of(actor.membership_id))


def thread_write(actor: Actor, key: str) -> bool:
    """The two talk while the chat is open, unless one of them blocked the other meanwhile."""
    chat = _by_key(key)
    if chat is None or chat.state not in states.TALKING or not chat.side_of(actor.membership_id):
        return False
    other = chat.other(chat.side_of(actor.membership_id))
    apart = blocks.either_way(actor.person_id or 0, chat.conference_id)
    return other is not None and other.person_id not in apart


def thread_moderate(actor: Actor, key: str) -> bool:
    """Nobody listens in: what goes wrong is reported, not watched."""
    return False
