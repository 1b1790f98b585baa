"""What other screens must learn about rooms."""

from __future__ import annotations

from conference.rooms.models import Room
from realtime import registry
from realtime.registry import EventData, Fragment


class RoomData(EventData):
    id: int
    opening: str
    questions_wait: bool


CHANGED = "room.changed"
registry.event(
    CHANGED,
    RoomData,
    Fragment("", "room-notice-{id}", "conference/_room_notice.html"),
    text="A room was opened, closed, or changed what waits for a moderator.",
)


def data(room: Room) -> RoomData:
    return RoomData(id=room.pk, opening=room.opening, questions_wait=room.questions_wait)
