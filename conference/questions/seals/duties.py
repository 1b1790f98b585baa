"""What is forgotten about those who asked."""

from __future__ import annotations

from datetime import timedelta

from conference.questions.seals import actions
from core import clock
from core.duties import duty

# live-rooms.md: purged 30 days after the congress
KEPT = timedelta(days=30)


@duty("questions.purge", seconds=24 * 3600)
def purge() -> int:
    """Drop who asked anonymously and who voted, 30 days after the congress; how many seals."""
    return actions.purge((clock.now() - KEPT).date())
