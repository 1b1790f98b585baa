"""Reminders come round."""

from __future__ import annotations

from core import duties
from schedule.following import actions


@duties.duty("session-reminders", seconds=20)
def remind() -> int:
    """Remind of what begins within ten minutes; how many were told."""
    return actions.remind()
