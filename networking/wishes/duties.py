"""What was said of others is not kept longer than it is of use; what one looked for oneself a while longer."""

from __future__ import annotations

from core import ended
from core.duties import duty
from core.unit import unit_of_work
from networking.wishes import actions


@duty("wishes.forget", seconds=3600)
def forget() -> int:
    """Drop preferences and conflicts a month after their congress, as the page of wishes says; how many rows."""
    with unit_of_work():
        return actions.forget(ended.for_a_month())


@duty("mentees.forget", seconds=24 * 3600)
def forget_profiles() -> int:
    """Drop what mentees look for, two years after their congress; how many."""
    return ended.by_and_by(actions.forget_profiles, ended.for_two_years())
