"""What everybody in a room reads under the stage."""

from __future__ import annotations

from conference.rooms.models import Caption
from realtime import registry
from realtime.registry import EventData, Fragment


class CaptionData(EventData):
    room: int
    text: str


PUSHED = "caption.pushed"
registry.event(
    PUSHED,
    CaptionData,
    Fragment("", "caption-{room}", "conference/_caption.html"),
    text="What is being said on the stage, a line or two at a time; the one before goes.",
)


def data(room_id: int, caption: Caption | None) -> CaptionData:
    return CaptionData(room=room_id, text=caption.text if caption else "")
