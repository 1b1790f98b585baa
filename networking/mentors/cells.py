"""Time in whole cells of five minutes: what two bookings may not share. Pure arithmetic, no database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

CELL = timedelta(minutes=5)
CHAT = timedelta(minutes=20)
BUFFER = timedelta(minutes=10)
LIVE_CHAT = timedelta(minutes=15)

Span = tuple[datetime, datetime]


def floor(at: datetime) -> datetime:
    """The beginning of the cell in which `at` (aware) lies, in UTC."""
    seconds = int(at.timestamp()) // int(CELL.total_seconds()) * int(CELL.total_seconds())
    return datetime.fromtimestamp(seconds, UTC)


def ceil(at: datetime) -> datetime:
    """The next beginning of a cell that is not before `at`."""
    below = floor(at)
    return below if below == at else below + CELL


def between(start: datetime, end: datetime) -> list[datetime]:
    """The beginnings of all cells that a span touches. An empty or backward span touches none."""
    first, last = floor(start), ceil(end)
    return [first + CELL * i for i in range(max(0, (last - first) // CELL))]


def overlap(start: datetime, end: datetime, spans: Iterable[Span]) -> bool:
    """Whether [start, end) meets one of the half-open spans."""
    return any(start < until and since < end for since, until in spans)


def instant(day: date, clock: time, zone: ZoneInfo, *, second: bool = False) -> datetime | None:
    """The instant at which a wall clock of the zone shows this, in UTC; the first of two when clocks go back (or the
    `second`), None when they jump over it."""
    local = datetime.combine(day, clock, zone).replace(fold=int(second))
    there = local.astimezone(UTC)
    return there if there.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None) else None


def comes_twice(day: date, clock: time, zone: ZoneInfo) -> bool:
    """Whether the clocks go back over this time that night, so that it needs to be said which of the two is meant."""
    first, second = instant(day, clock, zone), instant(day, clock, zone, second=True)
    return first is not None and first != second


def in_a_row(first: datetime, count: int) -> list[Span]:
    """`count` chats one after the other, each with its buffer behind it."""
    starts = [first + (CHAT + BUFFER) * i for i in range(count)]
    return [(start, start + CHAT) for start in starts]
