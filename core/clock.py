"""The only place that asks the machine what time it is, so that a test can move it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

_source: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _source()


def use(source: Callable[[], datetime]) -> Callable[[], datetime]:
    """Replace the clock and return the one before: for tests and rehearsals."""
    global _source
    before, _source = _source, source
    return before


def zone(name: str, fallback: str = "UTC") -> ZoneInfo:
    """The IANA zone of that name; `fallback` for a name nobody knows."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(fallback)


def is_zone(name: str) -> bool:
    return name in available_timezones()
