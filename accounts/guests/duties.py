"""Guests go by themselves."""

from __future__ import annotations

from accounts.guests import actions
from core import clock
from core.duties import duty
from core.unit import unit_of_work


@duty("guests.forget", seconds=3600)
def forget() -> int:
    """Erase guests a month after their congress."""
    with unit_of_work():
        return actions.forget(clock.now())
