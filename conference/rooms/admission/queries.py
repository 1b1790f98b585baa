"""Readers about whom a room or a lounge is for."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts import queries as people
from accounts.models import Membership, Role
from conference.rooms.admission import events
from conference.rooms.admission.doorway import Doorway
from conference.rooms.models import Room
from core.actor import Actor
from core.text import clean_line
from realtime import log
from realtime.log import Position
from schedule.programme.models import Session

INVITED = "invited"
# What everybody at a congress is, or nobody who joined it
NO_CHOICE = frozenset({"attendee", "guest", INVITED})
MOST_FOUND = 8


def on_stage(person_id: int | None, session_id: int) -> bool:
    """Whether somebody speaks in a session, or sits in its chair. One query."""
    hers = Q(talks__speakers__person=person_id or 0) | Q(chair__person=person_id or 0)
    return bool(person_id) and Session.objects.filter(hers, pk=session_id).exists()


def roles(conference_id: int) -> list[Role]:
    """What a room may be for."""
    return list(people.roles(conference_id).exclude(code__in=NO_CHOICE))


def names_of(door: Doorway) -> str:
    """The roles a room is for, as people call them. No query for a room that is for none."""
    if door.visibility != Room.Visibility.ROLES:
        return ""
    named = people.roles(door.conference_id).filter(code__in=door.for_roles)
    return ", ".join(named.values_list("name", flat=True))


def sign(room: Room) -> str:
    """What stands at the door of a room that is for some; "" for one that everybody at the congress may enter."""
    if room.visibility == Room.Visibility.INVITED:
        return _("This room is by invitation.")
    if room.visibility == Room.Visibility.ROLES:
        return _("This room is for: %(roles)s.") % {"roles": names_of(room)}
    return ""


def invited(door: Doorway) -> QuerySet[Membership]:
    """Who is invited, by name."""
    return people.holders(door.conference_id, INVITED, door.scope)


def find(actor: Actor, door: Doorway, words: str) -> list[Membership]:
    """Whom one may mean: by her address, or listed people by name. Who is invited already is not among them."""
    by_address = people.by_address(door.conference_id, words) if "@" in words else None
    if by_address is not None:
        return [by_address]
    if not words or "@" in words:
        return []
    already = invited(door).order_by().values("pk")
    return list(people.find_people(actor, words).exclude(pk__in=already)[:MOST_FOUND])


@dataclass(frozen=True, slots=True)
class AtTheDesk:
    """What the desk of a room, or the page to look after a lounge, shows about its door."""

    roles: list[Role]
    stream: str
    at: Position
    invited: events.InvitedData
    words: str
    found: list[Membership]


def at_the_desk(actor: Actor, door: Doorway, words: str) -> AtTheDesk:
    at = log.position(door.desk)  # before the rows: an event must not fall between the two
    words = clean_line(words)[:120]
    here = events.invited(door, invited(door))
    return AtTheDesk(roles(door.conference_id), door.desk, at, here, words, find(actor, door, words))
