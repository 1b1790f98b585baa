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
    # How it stands at that moment, by hand or by the schedule: closed, open, live or ended; and which sitting
    state: str = ""
    sitting_kind: str = ""


CHANGED = "room.changed"
FIELDS = (
    "opening", "questions_wait", "chat_for", "chat_seconds", "chat_waits", "mark", "chat_delay", "anonymous_first",
    "quiet",
)  # fmt: skip
registry.event(
    CHANGED,
    RoomData,
    Fragment("", "room-notice-{id}", "conference/_room_notice.html"),
    Fragment("", "room-state-{id}", "conference/_room_state.html"),
    text="A room was opened, closed, or changed what waits for a moderator.",
)


def data(room: Room, state: str, sitting_kind: str) -> RoomData:
    fields = {name: getattr(room, name) for name in FIELDS}
    return RoomData(id=room.pk, **fields, state=state, sitting_kind=sitting_kind)
