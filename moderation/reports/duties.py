"""What reports forget."""

from __future__ import annotations

from core import clock
from core.duties import duty
from moderation.duties import KEPT
from moderation.reports import actions


@duty("reports.forget", seconds=24 * 3600)
def forget() -> int:
    """Drop decided reports half a year after their congress; how many."""
    return actions.forget((clock.now() - KEPT).date())
