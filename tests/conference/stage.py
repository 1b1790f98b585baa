"""A room with something on: a released session of the test world that runs now."""

from __future__ import annotations

from datetime import timedelta

from conference.rooms import actions as rooms
from conference.rooms import chat
from conference.rooms.models import Room
from core import clock
from core.actor import Actor
from core.models import Conference
from core.unit import unit_of_work
from messaging.models import Thread
from schedule.programme import actions as programme
from schedule.programme.models import Place, ReleasedSitting, Session, Sitting
from schedule.programme.releases import actions as releases


def session(where: Conference, title: str = "Why some cells wait", starts_in: int = -10, minutes: int = 60) -> Session:
    """A confirmed, released session that starts in so many minutes."""
    start = clock.now() + timedelta(minutes=starts_in)
    place, _ = Place.objects.get_or_create(conference=where, name="Plenary A")
    made = Session.objects.create(conference=where, title=title, state=Session.State.CONFIRMED)
    Sitting.objects.create(
        conference=where,
        session=made,
        place=place,
        start=start,
        end=start + timedelta(minutes=minutes),
        day=start.date(),
    )
    with unit_of_work():
        releases.publish(Actor(conference_id=where.pk), where.pk, made.code)
    return made


def room(where: Conference, **fields: bool) -> Room:
    """The open room of a session that runs now."""
    made = rooms.room_of(session(where))
    Room.objects.filter(pk=made.pk).update(**fields)
    made.refresh_from_db()
    return made


def again(of: Session, starts_in: int, minutes: int = 60, kind: str = "replay", place: str = "Plenary A") -> Sitting:
    """The session sits once more, in the same place, in so many minutes."""
    start = clock.now() + timedelta(minutes=starts_in)
    with unit_of_work():
        made = programme.add_sitting(Actor(conference_id=of.conference_id), of, kind, start, timedelta(minutes=minutes))
        there = Place.objects.filter(conference=of.conference_id, name=place).first()
        Sitting.objects.filter(pk=made.pk).update(place=there)
        ReleasedSitting.objects.filter(sitting=made).update(place=there)
    return made


def thread(of: Room) -> Thread:
    return chat.thread_of(of)
