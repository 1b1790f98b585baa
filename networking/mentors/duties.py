"""Times and profiles that are long past go."""

from __future__ import annotations

from core import ended
from core.duties import duty
from core.unit import unit_of_work
from networking.mentors import actions


@duty("slots.forget", seconds=24 * 3600)
def forget() -> int:
    """Drop the times mentors gave away, a month after their congress; how many."""
    with unit_of_work():
        return actions.forget_slots(ended.for_a_month())


@duty("mentors.forget", seconds=24 * 3600)
def forget_profiles() -> int:
    """Drop mentors' profiles two years after their congress; how many."""
    return ended.by_and_by(actions.forget_profiles, ended.for_two_years())
