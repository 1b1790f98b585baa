"""What moderation forgets."""

from __future__ import annotations

from datetime import timedelta

from core import clock
from core.duties import duty
from moderation import actions

# How long the privacy page says that we keep them
KEPT = timedelta(days=183)


@duty("sanctions.forget", seconds=24 * 3600)
def forget() -> int:
    """Drop sanctions and appeals half a year after their congress, but not what still holds; how many."""
    return actions.forget((clock.now() - KEPT).date())
