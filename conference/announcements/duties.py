"""Announcements end by themselves, and go."""

from __future__ import annotations

from conference.announcements import actions
from core import clock, ended
from core.duties import duty


@duty("announcements.end_due", seconds=15)
def end_due() -> int:
    return actions.end_due(clock.now())


@duty("announcements.forget", seconds=24 * 3600)
def forget() -> int:
    """Drop announcements two years after their congress; how many."""
    return ended.by_and_by(actions.forget, ended.for_two_years())
