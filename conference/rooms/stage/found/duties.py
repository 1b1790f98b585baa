"""After a session its recording is looked for by itself."""

from __future__ import annotations

from conference.rooms.stage.found import actions
from core import clock
from core.duties import duty


@duty("recordings.look", seconds=600)
def look() -> int:
    """Ask the meeting server for the recordings of sessions that ended; of how many."""
    return actions.look_for_due(clock.now())
