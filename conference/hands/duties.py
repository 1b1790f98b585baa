"""Hands that were forgotten come down."""

from __future__ import annotations

from datetime import timedelta

from conference.hands import actions
from core import clock
from core.duties import duty
from core.unit import unit_of_work

LONGEST = timedelta(hours=6)


@duty("hands.lower_forgotten", seconds=600)
def lower_forgotten() -> int:
    with unit_of_work():
        return actions.lower_raised_before(clock.now() - LONGEST)
