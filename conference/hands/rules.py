"""May she? About hands."""

from __future__ import annotations

from conference.hands import queries
from conference.hands.models import Hand
from conference.rooms import features
from conference.rooms import rules as rooms
from conference.rooms.models import Room
from core.actor import Actor
from core.errors import NotFound
from core.text import as_id


def is_on(room: Room) -> bool:
    """Raises Forbidden where hands are switched off."""
    return features.must_be_on(room, "hands")


def may_raise(actor: Actor, room: Room) -> bool:
    return rooms.may_write(actor, room) and is_on(room)


def is_there(actor: Actor, hand: Hand) -> bool:
    """Who raised her hand knows of it, and who runs the room."""
    own = hand.membership_id == actor.membership_id or actor.can("room.run", hand.scope)
    return own and rooms.may_enter(actor, hand.room)


def may_claim(actor: Actor, key: str) -> bool:
    return may_call(actor, queries.hand(as_id(key)))


def may_call(actor: Actor, hand: Hand) -> bool:
    if not rooms.may_enter(actor, hand.room):
        raise NotFound
    return is_on(hand.room)
