"""May she? About rooms. A room is for those whom its visibility names; to all others it is not there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from conference.rooms import duty, features
from conference.rooms.admission import rules as admission
from conference.rooms.chatting import Chat
from conference.rooms.models import Room
from core import actor as actors
from core.actor import BARS, Actor
from core.glance import for_all
from core.statements import Statement
from core.text import as_id
from core.unit import once
from realtime import presence


def may_enter(actor: Actor, room: Room) -> bool:
    """Whom the room is for, in her congress, unless a moderator keeps her out. All that a room holds asks this."""
    belongs = actor.conference_id == room.conference_id and not actor.held(BARS, room.stream)
    return belongs and admission.admits(actor, room)


def readers(room: Room, people: Iterable[int]) -> set[int]:
    """Whom of these people one may still tell what happened in a room. No query where it is open to all members."""
    if room.visibility not in admission.CHOSEN:
        return set(people)
    return {one for one in people if may_enter(actors.load(one, room.conference_id), room)}


def may_write(actor: Actor, room: Room) -> bool:
    """In an open room, visitors never; raises Forbidden for somebody whose writing is paused in this room."""
    if actor.visits or not may_enter(actor, room) or room.opening == Room.Opening.CLOSED:
        return False
    actors.must_not_be_held(actor, room.stream)
    return True


def may_react(actor: Actor, room: Room) -> bool:
    return may_write(actor, room) and features.must_be_on(room, "reactions")


def may_caption(actor: Actor, room: Room) -> bool:
    return may_write(actor, room) and features.must_be_on(room, "captions")


def may_stage(actor: Actor, room: Room) -> bool:
    """Put something on its stage; taking away and marking is always allowed."""
    return may_enter(actor, room) and features.must_be_on(room, "stage")


def may_moderate(actor: Actor, room: Room) -> bool:
    return may_enter(actor, room) and actor.can("moderate", room.scope)


def withheld(room: Room, now: datetime) -> bool:
    """Nothing of what was shown leaves the room: neither recording nor captions, slides, replay, letters or sheets."""
    return room.mark == Room.Mark.NO_RECORDING or embargoed(room, now)


def embargoed(room: Room, now: datetime) -> bool:
    return room.embargo_until is not None and room.embargo_until > now


def room_of_key(key: str) -> Room | None:
    """Without its session. Whoever asks about many people at once reads it once."""
    return for_all(("room", key), lambda: _BARE.first(pk=as_id(key)))


def room_of_thread(key: str) -> Room | None:
    """The room of a chat with its session, read once for all rules of one command."""
    return once(("room", key), lambda: _ROOM.first(pk=as_id(key)))


_ROOM = Statement(lambda pk: Room.objects.select_related("session").filter(pk=pk))
_BARE = Statement(lambda pk: Room.objects.filter(pk=pk))


def may_read_desk(person_id: int, key: str) -> bool:
    room = room_of_key(key)
    return room is not None and may_moderate(actors.load(person_id, room.conference_id), room)


def thread_shown(actor: Actor, key: str) -> bool:
    """Whether pages show the chat of a room; who moderates decides about its messages all the same."""
    room = room_of_thread(key)
    return room is not None and "chat" not in room.off


def thread_attach(actor: Actor, key: str) -> bool:
    room = room_of_thread(key)
    return room is not None and features.must_be_on(room, "files")


def thread_typing(actor: Actor, key: str) -> bool:
    """In small rooms only, and never in a patients' session."""
    room = room_of_thread(key)
    return room is not None and not room.quiet and presence.is_small(room.stream)


def _writes_in_chat(actor: Actor, room: Room) -> bool:
    return may_write(actor, room) and features.must_be_on(room, "chat")


def _title(room: Room) -> str:
    return room.session.title


CHAT = Chat(room_of_thread, may_enter, _writes_in_chat, _title, duty.desk_url)
