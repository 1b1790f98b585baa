"""What the desk of a room learns about a recording on the meeting server."""

from __future__ import annotations

from realtime import registry
from realtime.registry import EventData, Fragment


class FoundData(EventData):
    """`state` is as `FoundRecording` has it, or "" before anybody looked; `may_look` is false without a meeting or
    where speakers want no recording."""

    room: int
    congress: str
    code: str
    state: str
    url: str
    may_look: bool


LOOKED = "room.recording_looked_for"

registry.event(
    LOOKED,
    FoundData,
    Fragment("", "found-recording-{room}", "conference/_found_recording.html", order="room"),
    text="At the desk of a room: what the meeting server has of its meeting. Shown to nobody else.",
)
