"""Arithmetic of free time. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from networking.mentors.cells import Span
from schedule.calendars import walls

DAY = timedelta(days=1)


def of_day(day: date, start: time, end: time, zone: ZoneInfo, *, second: bool = False) -> Span | None:
    """The instants between two times of a wall clock on one day; 00:00 as end is the end of the day.

    None when the clocks jump over the beginning that day. `second` takes the second coming of an hour that comes twice.
    """
    begins = walls.instant(datetime.combine(day, start), zone, int(second))
    if begins is None:
        return None
    last = day + DAY if end == time(0) else day
    lasts = datetime.combine(last, end) - datetime.combine(day, start)
    ends = walls.instant(datetime.combine(last, end), zone, int(second)) or begins + lasts
    return (begins, ends) if ends > begins else None


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same time in as few spans as can be, in order."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def without(spans: Sequence[Span], taken: Sequence[Span]) -> list[Span]:
    """What is left of `spans` when `taken` is cut out."""
    left = merged(spans)
    for since, until in merged(taken):
        cut: list[Span] = []
        for start, end in left:
            cut += [(a, b) for a, b in ((start, min(end, since)), (max(start, until), end)) if a < b]
        left = cut
    return left


def quiet(start: datetime, end: datetime, since: time, until: time, zone: ZoneInfo) -> list[Span]:
    """The quiet hours of a wall clock that touch a span, also those over midnight.

    What begins or ends in an hour that is jumped over does so at the jump; what ends in one that
    comes twice ends with the second.
    """
    first, last = walls.wall_of(start, zone).date() - DAY, walls.wall_of(end, zone).date()
    found: list[Span] = []
    for number in range((last - first).days + 1):
        day = first + number * DAY
        begins = walls.instant_or_jump(datetime.combine(day, since), zone)
        ends = walls.instant_or_jump(datetime.combine(day if until > since else day + DAY, until), zone, fold=1)
        found.append((begins, ends))
    return [(a, b) for a, b in found if a < end and b > start]


def covers(spans: Iterable[Span], start: datetime, end: datetime) -> bool:
    """Whether [start, end) lies within one of the (merged) spans."""
    return any(since <= start and end <= until for since, until in spans)
