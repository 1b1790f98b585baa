"""May she? About rooms. A room is for those who joined its congress; to all others it is not there."""

from __future__ import annotations

from conference.rooms.models import Room
from core import actor as actors
from core.actor import Actor
from core.text import as_id


def may_enter(actor: Actor, room: Room) -> bool:
    return actor.joined and actor.conference_id == room.conference_id


def may_moderate(actor: Actor, room: Room) -> bool:
    return may_enter(actor, room) and actor.can("moderate")


def room_of_key(key: str) -> Room | None:
    return Room.objects.filter(pk=as_id(key)).first()


def may_read_room(person_id: int, key: str) -> bool:
    room = room_of_key(key)
    return room is not None and may_enter(actors.load(person_id, room.conference_id), room)


def may_read_desk(person_id: int, key: str) -> bool:
    room = room_of_key(key)
    return room is not None and may_moderate(actors.load(person_id, room.conference_id), room)


def thread_read(actor: Actor, key: str) -> bool:
    room = room_of_key(key)
    return room is not None and may_enter(actor, room)


def thread_write(actor: Actor, key: str) -> bool:
    room = room_of_key(key)
    return room is not None and may_enter(actor, room) and room.opening != Room.Opening.CLOSED


def thread_moderate(actor: Actor, key: str) -> bool:
    room = room_of_key(key)
    return room is not None and may_moderate(actor, room)
