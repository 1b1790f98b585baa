"""What one may do with a recording on the meeting server."""

from __future__ import annotations

from conference.rooms import queries as rooms
from conference.rooms import rules
from conference.rooms.commands import RUN
from conference.rooms.models import Room
from conference.rooms.stage.commands import OneRoom
from conference.rooms.stage.found import actions
from core.actor import Actor
from core.commands import Limit, Result, command


def _room(data: OneRoom) -> Room:
    return rooms.room(data.room)


@command(
    "recording.look", schema=OneRoom, subject=_room, permission=RUN, rule=rules.may_enter, limit=Limit(10, 600),
    audited=True,
)  # fmt: skip
def look(actor: Actor, room: Room, data: OneRoom) -> Result:
    """Look on the meeting server for a recording of this room; it is offered at the desk and shown to nobody yet."""
    actions.ask(room)
    return {}


@command(
    "recording.decline", schema=OneRoom, subject=_room, permission=RUN, rule=rules.may_enter, limit=Limit(60, 60),
    audited=True,
)  # fmt: skip
def decline(actor: Actor, room: Room, data: OneRoom) -> Result:
    """Do not offer the recording that was found again."""
    actions.settle(room)
    return {}
