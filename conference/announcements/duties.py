"""Announcements end by themselves."""

from __future__ import annotations

from conference.announcements import actions
from core import clock
from core.duties import duty


@duty("announcements.end_due", seconds=15)
def end_due() -> int:
    return actions.end_due(clock.now())
