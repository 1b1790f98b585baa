"""What other screens must learn about rooms."""

from __future__ import annotations

from conference.rooms.models import Room
from realtime import registry
from realtime.registry import EventData, Fragment


class RoomData(EventData):
    id: int
    opening: str
    questions_wait: bool
    chat_for: str
    chat_seconds: int
    chat_waits: bool
    mark: str = "open"
    chat_delay: int = 0
    anonymous_first: bool = False
    quiet: bool = False


CHANGED = "room.changed"
FIELDS = (
    "opening", "questions_wait", "chat_for", "chat_seconds", "chat_waits", "mark", "chat_delay", "anonymous_first",
    "quiet",
)  # fmt: skip
registry.event(
    CHANGED,
    RoomData,
    Fragment("", "room-notice-{id}", "conference/_room_notice.html"),
    text="A room was opened, closed, or changed what waits for a moderator.",
)


def data(room: Room) -> RoomData:
    return RoomData(id=room.pk, **{name: getattr(room, name) for name in FIELDS})
