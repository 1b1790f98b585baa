"""Congresses that are over for as long as what is kept of people in them may stay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from core import clock
from core.models import Conference
from core.unit import unit_of_work

# After the last day; the privacy page says of each table which it is
MONTH, TWO_YEARS = timedelta(days=30), timedelta(days=730)
AT_ONCE = 500  # rows that one unit of work drops: nobody waits long for their locks


def for_a_month() -> list[int]:
    """Conferences that ended thirty days ago."""
    return _over(MONTH)


def for_two_years() -> list[int]:
    return _over(TWO_YEARS)


def _over(kept: timedelta) -> list[int]:
    return list(Conference.objects.filter(ends_on__lt=(clock.now() - kept).date()).values_list("pk", flat=True))


def by_and_by(forget: Callable[[list[int]], int], conferences: list[int]) -> int:
    """Let `forget` drop part after part of what these conferences left, each in a unit of work, until none is left.

    `forget` drops AT_ONCE rows at most and says how many; how many went together.
    """
    gone = 0
    while conferences:
        with unit_of_work():
            part = forget(conferences)
        if not part:
            break
        gone += part
    return gone
