"""Whom a room is for. `admits` is asked by `conference.rooms.rules.may_enter` and nowhere else."""

from __future__ import annotations

from conference.rooms.admission import queries
from conference.rooms.admission.doorway import Doorway
from conference.rooms.models import Room
from core import permissions
from core.actor import Actor
from core.unit import once
from moderation import queries as moderation

COME_IN = permissions.declare(
    "room.come_in", "Come into rooms that are for some only", roles=["invited", "chair", "moderator"]
)

# Not for everybody who joined
CHOSEN = frozenset({Room.Visibility.ROLES, Room.Visibility.INVITED})


def admits(actor: Actor, room: Room) -> bool:
    """Members as the room's visibility says; guests in the one room they came into, while it takes guests; and whoever
    is signed in reads along in a public one.

    Only a room for some asks the database, and only about somebody whom neither role nor invitation lets in.
    """
    if not actor.joined:
        return _reads_along(actor, room) or (actor.guest_of == room.scope and takes_guests(room))
    return room.visibility not in CHOSEN or is_chosen(actor, room) or _is_on_stage(actor, room)


def _reads_along(actor: Actor, room: Room) -> bool:
    """A visitor does no more than a guest: who was kept out and has left stays out. One query, of visitors."""
    if not actor.visits or room.visibility != Room.Visibility.PUBLIC:
        return False
    return not moderation.keeps_out(actor.person_id or 0, room.conference_id, room.scope)


def takes_guests(room: Room) -> bool:
    """Whether people without an account may come in, by the code or, where it is public, by its address."""
    return room.visibility == Room.Visibility.PUBLIC or (room.guests and room.visibility not in CHOSEN)


def is_chosen(actor: Actor, door: Doorway) -> bool:
    """Whether one of her roles lets her into a place that is for some: such as it is for, or an invitation."""
    by_role = door.visibility == Room.Visibility.ROLES and not actor.roles.isdisjoint(door.for_roles)
    return by_role or actor.can(COME_IN, door.scope) or actor.can("moderate", door.scope)


def _is_on_stage(actor: Actor, room: Room) -> bool:
    key = ("on stage", actor.person_id, room.session_id)
    return once(key, lambda: queries.on_stage(actor.person_id, room.session_id))
