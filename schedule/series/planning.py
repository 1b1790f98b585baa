"""When a series meets, by wall clock. Pure."""

from __future__ import annotations

from datetime import datetime
from itertools import islice

from dateutil.rrule import MONTHLY, WEEKLY, rrule

LAST = -1
MOST_TIMES = 104  # two years of weeks


def walls(start: datetime, every: str, times: int) -> list[datetime]:
    """The wall clocks of `times` meetings from `start` on; a month without such a day is passed over."""
    rule = {
        "week": lambda: rrule(WEEKLY, dtstart=start),
        "fortnight": lambda: rrule(WEEKLY, interval=2, dtstart=start),
        "month_day": lambda: rrule(MONTHLY, dtstart=start),
        "month_weekday": lambda: rrule(MONTHLY, byweekday=start.weekday(), bysetpos=week_of(start), dtstart=start),
    }[every]()
    return list(islice(rule, times))


def params(start: datetime, every: str) -> str:
    """The same as django-scheduler's form of rule parts."""
    if every == "fortnight":
        return "interval:2"
    return f"byweekday:{start.weekday()};bysetpos:{week_of(start)}" if every == "month_weekday" else ""


def week_of(day: datetime) -> int:
    """Which one of its weekday it is in its month; the fifth is the last."""
    return number if (number := (day.day - 1) // 7 + 1) < 5 else LAST
