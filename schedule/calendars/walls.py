"""Wall clocks and instants: which hours a zone skips, which it has twice. Pure.

A wall clock is a naive datetime read in a named zone. `fold` is 0 for the first pass of a doubled hour, 1 for the
second, as in PEP 495.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_SECOND = timedelta(seconds=1)


def is_missing(wall: datetime, zone: ZoneInfo) -> bool:
    """True when the clocks of the zone jump over this wall clock."""
    return _told(_read(wall, zone, 0), zone) != wall


def is_doubled(wall: datetime, zone: ZoneInfo) -> bool:
    """True when the clocks of the zone show this wall clock twice."""
    return not is_missing(wall, zone) and _read(wall, zone, 0) != _read(wall, zone, 1)


def instant(wall: datetime, zone: ZoneInfo, fold: int = 0) -> datetime | None:
    """The instant (UTC) of a wall clock; None for one that does not exist."""
    return None if is_missing(wall, zone) else _read(wall, zone, fold)


def instant_or_jump(wall: datetime, zone: ZoneInfo, fold: int = 0) -> datetime:
    """The instant (UTC) of a wall clock; for one that does not exist the instant at which the clocks jump over it."""
    if not is_missing(wall, zone):
        return _read(wall, zone, fold)
    # In a gap the later offset gives the earlier instant: the jump lies between the two readings.
    before, after = _read(wall, zone, 1), _read(wall, zone, 0)
    old = before.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def wall_of(moment: datetime, zone: ZoneInfo) -> datetime:
    """What the clocks of the zone show at an instant."""
    return _told(moment, zone)


def _read(wall: datetime, zone: ZoneInfo, fold: int) -> datetime:
    return wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)


def _told(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)
