"""What all members learn of a mentor table: when, with whom, and how many seats are left."""

from __future__ import annotations

from realtime import registry
from realtime.registry import EventData, Fragment


class TableData(EventData):
    id: int
    conference: str
    zone: str
    title: str
    state: str  # of the table, or "begun"
    name: str
    ref: str
    start: str
    end: str
    seats: int
    left: int
    order: int


CHANGED = "table.changed"
registry.event(
    CHANGED, TableData, Fragment("mentor-tables", "mentor-table-{id}", "networking/tables/_table.html", order="order"),
    text="A mentor table was offered, filled up, or is off.",
)  # fmt: skip
