"""Stars go when they lead nowhere any more."""

from __future__ import annotations

from core import ended
from core.duties import duty
from core.unit import unit_of_work
from schedule.programme import actions


@duty("stars.forget", seconds=24 * 3600)
def forget() -> int:
    """Drop who starred what, a month after its congress; how many stars."""
    with unit_of_work():
        return actions.forget_stars(ended.for_a_month())
