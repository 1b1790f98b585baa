"""What comes round: queues without anybody ring, shifts turn, what nobody can use any more is forgotten."""

from __future__ import annotations

from datetime import timedelta

from core import clock
from core.duties import duty
from moderation.duty import actions


@duty("queues.ring", seconds=10)
def ring() -> int:
    """Call the organizers to queues that nobody looks after; how many."""
    return actions.ring(clock.now())


@duty("shifts.turn", seconds=1)
def turn() -> int:
    """Tell the open pages of who came on or went off duty: within two seconds; how many."""
    return actions.turn_shifts(clock.now())


@duty("duty.forget", seconds=3600)
def forget() -> int:
    return actions.forget(clock.now() - timedelta(days=1))
