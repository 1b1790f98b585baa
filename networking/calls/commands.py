"""The two commands of a call. Both are fleeting: no answer is stored, nothing of them is kept."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from core.actor import Actor
from core.commands import Limit, Result, command
from core.payload import Flag, Line, Payload
from networking.calls import actions, kinds, rules
from networking.calls.kinds import CallRoom

# Session descriptions are ASCII lines (RFC 8866); Chromium's with video and screen has some 12 KB
MOST_SDP = 32 * 1024
PRINTABLE = r"^[\x20-\x7e\r\n\t]*$"

Name = Annotated[str, Line(40, 3)]
Peer = Annotated[str, Field(pattern=r"^[0-9a-f]{8,32}$")]


class Place(Payload):
    room: Name


class Description(Payload):
    type: Literal["offer", "answer"]
    sdp: Annotated[str, Field(min_length=4, max_length=MOST_SDP, pattern=PRINTABLE)]


class Candidate(Payload):
    candidate: Annotated[str, Field(max_length=600, pattern=PRINTABLE)]
    mid: Annotated[str, Field(max_length=32, pattern=PRINTABLE)] = ""
    line: Annotated[int, Field(ge=0, le=64)] = 0
    fragment: Annotated[str, Field(max_length=256, pattern=PRINTABLE)] = ""


class Shows(Payload):
    """What somebody lets others see and hear just now."""

    audio: Flag
    video: Flag
    screen: Flag


class Signal(Place):
    sender: Peer
    to: Peer | Literal[""] = ""
    kind: Literal["here", "description", "candidates", "shows", "bye"]
    description: Description | None = None
    candidates: Annotated[list[Candidate], Field(max_length=30)] = []
    shows: Shows | None = None


def _room(data: Place) -> CallRoom:
    return kinds.find(data.room)


@command(
    "call.join", schema=Place, subject=_room, permission="joined", rule=rules.may_call, limit=Limit(60, 600),
    fleeting=True,
)  # fmt: skip
def join(actor: Actor, room: CallRoom, data: Place) -> Result:
    """Ask for the way into a call: servers, and words for the relay that hold for a while."""
    return actions.join(actor, room)


@command(
    "call.signal", schema=Signal, subject=_room, permission="joined", rule=rules.may_call, limit=Limit(400, 60),
    fleeting=True,
)  # fmt: skip
def signal(actor: Actor, room: CallRoom, data: Signal) -> Result:
    """Pass on to the others in a call what their browsers need to find this one. Nothing of it is kept."""
    actions.signal(actor, room, data.sender, data.model_dump(exclude={"room", "sender"}))
    return {}
