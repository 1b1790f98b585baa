"""What a speaker may say about her talk."""

from __future__ import annotations

from datetime import datetime, time
from typing import Literal

from conference.rooms import queries as rooms
from conference.rooms.models import Room
from conference.rooms.speaking import actions, rules
from conference.rooms.stage.commands import Day
from core import clock
from core.actor import Actor
from core.commands import Limit, Result, command
from core.payload import Id, Payload


class Agree(Payload):
    room: Id
    mark: Literal["open", "no_photo", "no_recording"]
    embargo: Day = None


@command(
    "speaker.agree", schema=Agree, subject=lambda data: rooms.room(data.room), permission="joined",
    rule=rules.may_agree, limit=Limit(60, 3600), audited=True,
)  # fmt: skip
def agree(actor: Actor, room: Room, data: Agree) -> Result:
    """Say how one's own talk may be photographed and recorded, and until when nothing of it leaves the room."""
    starts = datetime.combine(data.embargo, time.min, clock.zone(room.conference.zone)) if data.embargo else None
    return {"mark": actions.agree(actor, room, data.mark, starts).mark}
