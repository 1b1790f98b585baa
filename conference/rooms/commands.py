"""What one may do with a room itself."""

from __future__ import annotations

from typing import Annotated, Literal

from conference.rooms import actions, queries, rules
from conference.rooms.models import Room
from core import permissions
from core.actor import Actor
from core.commands import Limit, Result, command
from core.payload import Flag, Id, Line, Payload

RUN = permissions.declare("room.run", "Open and close rooms, choose their stage", roles=["moderator", "chair"])


class ChangeRoom(Payload):
    room: Id
    opening: Literal["schedule", "open", "closed"]
    questions_wait: Flag = False


class AddSource(Payload):
    room: Id
    label: Annotated[str, Line(60, 1)]
    url: Annotated[str, Line(500, 1)]
    captions: Annotated[str, Line(500)] = ""


def _room(data: ChangeRoom | AddSource) -> Room:
    return queries.room(data.room)


@command(
    "room.change", schema=ChangeRoom, subject=_room, permission=RUN, rule=rules.may_enter, limit=Limit(60, 60),
    audited=True,
)  # fmt: skip
def change_room(actor: Actor, room: Room, data: ChangeRoom) -> Result:
    """Open or close a room by hand, and say whether questions wait for a moderator."""
    actions.change_room(actor, room, opening=data.opening, questions_wait=data.questions_wait)
    return {}


@command(
    "stage.add_source", schema=AddSource, subject=_room, permission=RUN, rule=rules.may_enter, limit=Limit(60, 60),
    audited=True, form="conference/_source_form.html",
)  # fmt: skip
def add_source(actor: Actor, room: Room, data: AddSource) -> Result:
    """Give the stage of a room another source; the first that works plays."""
    source = actions.add_source(room, label=data.label, url=data.url, captions=data.captions)
    return {"source": source.pk}
