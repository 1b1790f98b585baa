"""The only writers about rooms."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from conference.rooms import events
from conference.rooms.models import Room
from core.actor import ANONYMOUS, Actor
from core.unit import unit_of_work
from messaging import actions as messaging
from realtime import log, pulse
from realtime.log import News
from schedule.programme.models import Session


def room_of(session: Session) -> Room:
    """The room of a session, made with its thread when somebody first comes."""
    room = Room.objects.filter(session=session).first()
    if room is not None:
        room.session = session
        return room
    with unit_of_work():
        room, _fresh = Room.objects.get_or_create(session=session, defaults={"conference_id": session.conference_id})
        messaging.open_thread(room.conference_id, "room", str(room.pk))
    return room


def change_room(actor: Actor, room: Room, **fields: Any) -> None:
    """Change what a room is set to, and tell it and its desk."""
    Room.objects.filter(pk=room.pk).update(**fields)
    room.refresh_from_db()
    for stream in (room.stream, room.desk):
        log.append(News(stream, events.CHANGED, events.data(room), subject=f"room:{room.pk}"))


def follow_move(session: Session) -> None:
    """The session moved on the day: open pages of its room fetch their stage again, since places have theirs."""
    room = Room.objects.filter(session=session).first()
    if room is not None:
        change_room(ANONYMOUS, room)


def react(room: Room, kind: str) -> None:
    """Let the room see it with the next pulse. Nothing is written."""
    transaction.on_commit(lambda: pulse.beat(room.stream, kind))
