"""Time in whole cells of five minutes: what two bookings may not share. Pure arithmetic, no database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

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


def in_a_row(first: datetime, count: int) -> list[Span]:
    """`count` chats one after the other, each with its buffer behind it."""
    starts = [first + (CHAT + BUFFER) * i for i in range(count)]
    return [(start, start + CHAT) for start in starts]
