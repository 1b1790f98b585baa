"""What reports forget."""

from __future__ import annotations

from core import clock
from core.duties import duty
from core.unit import unit_of_work
from moderation.duties import KEPT
from moderation.reports import actions


@duty("reports.forget", seconds=24 * 3600)
def forget() -> int:
    """Drop decided reports half a year after their congress; how many."""
    return actions.forget((clock.now() - KEPT).date())


@duty("on_call.forget", seconds=3600)
def forget_on_call() -> int:
    """Drop until when safety contacts could be reached, once it is over; how many."""
    with unit_of_work():
        return actions.forget_on_call(clock.now())
