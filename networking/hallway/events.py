"""What people in the hallway learn: that somebody came along, and who sits at their table."""

from __future__ import annotations

from networking.hallway.models import Circle
from realtime import registry
from realtime.registry import EventData, Fragment


class HallwayData(EventData):
    """How one's own stroll stands: "walking", "met" with where to go, or "off"."""

    state: str
    url: str


class CircleData(EventData):
    """Who sits at a table, for those who sit there."""

    id: int
    names: list[str]
    ended: bool


HALLWAY, CIRCLE = "hallway.changed", "circle.changed"
registry.event(HALLWAY, HallwayData, text="One's own stroll: met, with where to go, or off.")
registry.event(
    CIRCLE, CircleData, Fragment("", "circle-{id}-people", "networking/hallway/_people.html"),
    text="Somebody sat down at a table or stood up; told to those who sit there.",
)  # fmt: skip


def circle(one: Circle, *, ended: bool = False) -> CircleData:
    return CircleData(id=one.pk, names=[seat.membership.shown_name for seat in one.seats.all()], ended=ended)
