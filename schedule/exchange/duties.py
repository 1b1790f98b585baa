"""Files that were imported long ago, or never, go."""

from __future__ import annotations

from datetime import timedelta

from core import clock
from core.duties import duty
from core.unit import unit_of_work
from schedule.exchange import uploads

KEPT = timedelta(days=30)


@duty("uploads.forget", seconds=24 * 3600)
def forget() -> int:
    """Drop files a month after they were given to us; how many."""
    with unit_of_work():
        return uploads.forget(clock.now() - KEPT)
