"""A text feed for the stage: a captioner's program sends line by line, with her token."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from conference.rooms import queries as rooms
from conference.rooms import rules
from conference.rooms.captions import actions
from conference.rooms.models import Room
from core import permissions
from core.actor import Actor
from core.commands import Limit, Result, command
from core.payload import Id, Line, Payload

PUSH = permissions.declare("caption.push", "Write captions for a stage", roles=["moderator", "chair"], writing=True)


class Push(Payload):
    room: Id
    text: Annotated[str, Line(200, 1)]
    # How many milliseconds ago it was spoken: recognising and typing take their time
    spoken_ago: Annotated[int, Field(ge=0, le=60_000)] = 0


@command(
    "caption.push", schema=Push, subject=lambda data: rooms.room(data.room), permission=PUSH, rule=rules.may_caption,
    limit=Limit(120, 60),
)  # fmt: skip
def push(actor: Actor, room: Room, data: Push) -> Result:
    """Show a line of captions under the stage, and keep it for the recording."""
    caption = actions.push(room, data.text, data.spoken_ago)
    return {"caption": caption.pk}
