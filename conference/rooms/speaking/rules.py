"""May she? About what is behind the stage: for the speakers of a session, its chair and the moderators."""

from __future__ import annotations

from datetime import datetime

from conference.rooms import rules as rooms
from conference.rooms.models import Room, Slides
from conference.rooms.speaking import queries
from core import actor as actors
from core.actor import Actor
from core.errors import NotFound


def may_go_backstage(actor: Actor, room: Room) -> bool:
    if not rooms.may_enter(actor, room) or not actor.joined:
        return False
    return rooms.may_moderate(actor, room) or queries.speaks(actor.person_id, room.session_id)


def may_agree(actor: Actor, room: Room) -> bool:
    """Only who speaks says how her talk may be used; to others there is nothing to say."""
    if not rooms.may_enter(actor, room) or not queries.speaks(actor.person_id, room.session_id):
        raise NotFound
    return True


def may_drop(actor: Actor, slides: Slides) -> bool:
    if not may_go_backstage(actor, slides.room):
        raise NotFound
    return slides.membership_id == actor.membership_id or rooms.may_moderate(actor, slides.room)


def may_fetch(actor: Actor, slides: Slides, now: datetime) -> bool:
    """Behind the stage always; in the room once the session has begun, and while nothing holds them back."""
    if may_go_backstage(actor, slides.room):
        return True
    if not rooms.may_enter(actor, slides.room) or rooms.embargoed(slides.room, now):
        return False
    return queries.has_begun(slides.room, now)


def may_read(person_id: int, key: str) -> bool:
    room = rooms.room_of_key(key)
    return room is not None and may_go_backstage(actors.load(person_id, room.conference_id), room)


def thread_read(actor: Actor, key: str) -> bool:
    room = rooms.room_of_key(key)
    return room is not None and may_go_backstage(actor, room)


def thread_moderate(actor: Actor, key: str) -> bool:
    room = rooms.room_of_key(key)
    return room is not None and rooms.may_moderate(actor, room)
