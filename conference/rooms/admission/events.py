"""What other screens must learn when a room is for others than before."""

from __future__ import annotations

from realtime import registry
from realtime.registry import EventData


class DoorsData(EventData):
    room: int


DOORS = "room.doors"
registry.event(
    DOORS,
    DoorsData,
    text="A room is for others than before: whoever may not be there any more has been shown out.",
    doors=True,
)
