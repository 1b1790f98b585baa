"""May she? A meeting is its two people's, a table is for who sits at it; who only looks sees topic and seats."""

from __future__ import annotations

from accounts import blocks
from core import actor as actors
from core import clock
from core.actor import Actor
from core.errors import NotFound
from core.text import as_id
from networking.hallway import queries
from networking.hallway.models import Circle, Meeting


def meets(actor: Actor, meeting: Meeting) -> bool:
    if not meeting.side_of(actor.membership_id):
        raise NotFound
    return True


def may_sit(actor: Actor, circle: Circle) -> bool:
    """At a table that is open; whether there is a seat for her is decided under lock."""
    if circle.ends_at <= clock.now():
        raise NotFound
    return True


def sits(actor: Actor, circle: Circle) -> bool:
    if not queries.seated(circle, actor.membership_id):
        raise NotFound
    return True


def hosts(actor: Actor, circle: Circle) -> bool:
    return sits(actor, circle) and circle.host_id == actor.membership_id


def meeting_read(actor: Actor, key: str) -> bool:
    found = queries.meeting_at(as_id(key))
    return bool(found and found.side_of(actor.membership_id))


def meeting_write(actor: Actor, key: str) -> bool:
    found = queries.meeting_at(as_id(key))
    if found is None or not found.side_of(actor.membership_id) or found.ends_at <= clock.now():
        return False
    other = found.other if found.side_of(actor.membership_id) == "one" else found.one
    apart = blocks.either_way(actor.person_id or 0, found.conference_id)
    return other is not None and other.person_id not in apart


def circle_read(actor: Actor, key: str) -> bool:
    found = queries.by_key(key)
    return bool(found and queries.seated(found, actor.membership_id))


def circle_write(actor: Actor, key: str) -> bool:
    found = queries.by_key(key)
    return bool(found and found.ends_at > clock.now() and queries.seated(found, actor.membership_id))


def nobody_moderates(actor: Actor, key: str) -> bool:
    """Nobody listens in: what goes wrong is reported."""
    return False


def may_call_meeting(actor: Actor, key: str) -> bool:
    if not meeting_read(actor, key):
        raise NotFound
    return meeting_write(actor, key)


def may_call_circle(actor: Actor, key: str) -> bool:
    if not circle_read(actor, key):
        raise NotFound
    return circle_write(actor, key)


def meeting_conference(key: str) -> int | None:
    found = queries.meeting_at(as_id(key))
    return found.conference_id if found else None


def circle_conference(key: str) -> int | None:
    found = queries.by_key(key)
    return found.conference_id if found else None


def may_follow_meeting(person_id: int, key: str) -> bool:
    found = queries.meeting_at(as_id(key))
    return bool(found and found.side_of(actors.load(person_id, found.conference_id).membership_id))


def may_follow_circle(person_id: int, key: str) -> bool:
    found = queries.by_key(key)
    return bool(found and queries.seated(found, actors.load(person_id, found.conference_id).membership_id))
