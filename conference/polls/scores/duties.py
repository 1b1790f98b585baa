"""Names on score boards are not kept longer than they are of use."""

from __future__ import annotations

from conference.polls.scores import actions
from core import clock
from core.duties import duty


@duty("scores.forget", seconds=24 * 3600)
def forget() -> int:
    """Drop score boards a month after their congress."""
    return actions.forget(clock.now())
