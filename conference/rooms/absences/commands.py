"""Saying that one cannot come."""

from __future__ import annotations

from conference.rooms import queries as rooms
from conference.rooms import rules
from conference.rooms.absences import actions
from conference.rooms.models import Room
from core.actor import Actor
from core.commands import Limit, Result, command
from core.payload import Flag, Id, Payload


class SetAbsence(Payload):
    room: Id
    on: Flag


@command(
    "room.cannot_come", schema=SetAbsence, subject=lambda data: rooms.room(data.room), permission="joined",
    rule=rules.may_enter, limit=Limit(60, 60),
)  # fmt: skip
def cannot_come(actor: Actor, room: Room, data: SetAbsence) -> Result:
    """Ask for a letter on the morning after a session one cannot come to, or take that back."""
    actions.set_absence(actor, room, data.on)
    return {"on": data.on}
