"""Times as files write them: durations in many shapes, wall clocks in a zone, zones by many names."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_CLOCK = re.compile(r"^(\d{1,3}):([0-5]?\d)(?::([0-5]?\d))?$")
_ISO_DURATION = re.compile(r"^P(?:(\d{1,3})W)?(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?$")
_ZONE_NAME = re.compile(r"^[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}$")


@cache
def zone_named(name: str) -> ZoneInfo | None:
    """The IANA zone of that name, or None. Names that are paths or folders are None too."""
    if not _ZONE_NAME.match(name):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def duration_of(value: object) -> timedelta | None:
    """`00:30`, `2:15`, `1:00:00`, `45` (minutes) or `PT45M` as a positive length; None when it is none of them."""
    text = str(value).strip() if value is not None else ""
    if clock := _CLOCK.match(text):
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return timedelta(hours=hours, minutes=minutes, seconds=seconds) or None
    if re.fullmatch(r"\d{1,5}", text):
        return timedelta(minutes=int(text)) or None
    return _iso_duration(text)


def _iso_duration(text: str) -> timedelta | None:
    match = _ISO_DURATION.match(text.lstrip("+"))
    if not match:
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds) or None


def clock_of(value: object) -> time | None:
    """`09:00` or `09:00:30` as a time of day; None when it is not one."""
    match = _CLOCK.match(str(value).strip()) if value is not None else None
    if not match or int(match[1]) > 23:
        return None
    return time(int(match[1]), int(match[2]), int(match[3] or 0))


def date_of(value: object) -> date | None:
    """`2026-11-26` as a date; None when it is not one."""
    try:
        return date.fromisoformat(str(value).strip()[:10])
    except ValueError:
        return None


def moment_of(value: object) -> datetime | None:
    """An ISO 8601 date and time, naive or aware as written; None when it is not one, or outside 1970-2199."""
    try:
        moment = datetime.fromisoformat(str(value).strip())
    except ValueError:
        return None
    return moment if 1970 <= moment.year < 2200 else None


def at_home(moment: datetime, zone: ZoneInfo) -> datetime:
    """A naive wall clock in `zone`, or an aware instant told in it.

    The hour that does not exist is read with the offset before the change, the hour that exists twice
    as its first pass: the same choice as `fold=0`.
    """
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return moment.astimezone(UTC).astimezone(zone)


def is_missing_hour(moment: datetime, zone: ZoneInfo) -> bool:
    """True for a naive wall clock that the zone skips when summer time begins."""
    aware = moment.replace(tzinfo=zone)
    return aware.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment
