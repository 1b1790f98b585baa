"""What other organizers' editors must learn; the stream `planning:<conference>` is theirs alone."""

from __future__ import annotations

from realtime import registry
from realtime.registry import EventData


class Edited(EventData):
    id: int
    text: str
    items: int


EDITED = "programme.edited"
registry.event(
    EDITED, Edited, text="An organizer changed the work in progress, or took an edit back: open editors fetch it again."
)
