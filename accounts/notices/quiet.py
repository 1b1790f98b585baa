"""When somebody may be rung. Knows no framework; times of day are by her own clock."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def next_loud(now: datetime, zone: ZoneInfo, quiet_from: time, quiet_until: time) -> datetime:
    """`now`, or the end of the quiet hours it falls into. A night in which clocks change ends by the new time."""
    here = now.astimezone(zone)
    if not _is_quiet(here.time(), quiet_from, quiet_until):
        return now
    day = here.date() if here.time() < quiet_until else here.date() + timedelta(days=1)
    return datetime.combine(day, quiet_until, tzinfo=zone).astimezone(UTC)


def _is_quiet(at: time, quiet_from: time, quiet_until: time) -> bool:
    if quiet_from <= quiet_until:
        return quiet_from <= at < quiet_until
    return at >= quiet_from or at < quiet_until
