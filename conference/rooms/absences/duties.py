"""Letters to those who could not come leave by themselves."""

from __future__ import annotations

from conference.rooms.absences import actions
from core import clock
from core.duties import duty
from core.unit import unit_of_work


@duty("absences.tell", seconds=120)
def tell() -> int:
    """Write to whom it is eight in the morning after a missed session."""
    return actions.tell_due(clock.now())


@duty("absences.forget", seconds=24 * 3600)
def forget() -> int:
    """Drop absences a month after their congress."""
    with unit_of_work():
        return actions.forget(clock.now())
