"""When people and places can be had: windows that come every week by a home clock, and dated ones.

A calendar of availability is known by a key of the caller's, such as `mentor-12` or `place-3`. Times come in as wall
clocks with a zone. A weekly window keeps its hour across summer time; an hour the clocks skip is left out of it, an
hour they show twice is asked for: `Invalid("time.doubled_hour")` until `fold` says which pass is meant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core import clock
from core.errors import Invalid
from schedule.calendars import actions, queries, walls
from schedule.calendars.actions import Every, Spec
from schedule.models import Calendar, Event

LONGEST = timedelta(hours=24)
MOST_ENTRIES = 60  # of one calendar: eight windows a day for a week
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Weekly:
    """Every week on `weekday` (Monday is 0) by the clock of `zone`; past midnight when `end` is not after `start`.

    The first time on or after `first`, the last on or before `last`.
    """

    weekday: int
    start: time
    end: time
    zone: str
    first: date
    last: date
    fold: int | None = None


@dataclass(frozen=True, slots=True)
class Dated:
    """Once, from one wall clock to another."""

    start: datetime
    end: datetime
    zone: str
    fold: int | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """Free from `start` to `end` (UTC); `entry` is the id under which it was entered."""

    start: datetime
    end: datetime
    entry: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody entered: as a form shows it again."""

    pk: int
    what: Weekly | Dated


def offer(key: str, what: Weekly | Dated) -> int:
    """Enter a window; its id. Raises Invalid with the field at fault, `time.missing_hour` or `time.doubled_hour`."""
    if Event.objects.filter(calendar__slug=_slug(key)).count() >= MOST_ENTRIES:
        raise Invalid("availability.too_many", _("That is as many windows as we keep. Take one away first."))
    return _offer_weekly(key, what) if isinstance(what, Weekly) else _offer_dated(key, what)


def offer_all(key: str, entries: Sequence[Weekly | Dated]) -> list[int]:
    """Let these windows take the place of all there were; their ids. All or nothing inside a unit of work."""
    forget(key)
    return [offer(key, what) for what in entries]


def withdraw(key: str, entry: int) -> None:
    """Take a window out. One that is not there, or in another calendar, is passed over."""
    Event.objects.filter(pk=entry, calendar__slug=_slug(key)).delete()


def leave_out(key: str, entry: int, start: datetime) -> None:
    """This once not: the occurrence of a weekly window that begins at `start` is taken out."""
    if Event.objects.filter(pk=entry, calendar__slug=_slug(key), rule__isnull=False).exists():
        actions.cancel_occurrence(entry, start)


def forget(key: str) -> None:
    """Take out all windows of a calendar."""
    Calendar.objects.filter(slug=_slug(key)).delete()


def windows(keys: Iterable[str], start: datetime, end: datetime) -> dict[str, list[Window]]:
    """The windows of these calendars that reach into the range (aware), in order; two queries for any number of them.

    A calendar without a window there is not in the answer. Raises ValueError for a range of more than 400 days.
    """
    named = {_slug(key): key for key in keys}
    found: dict[str, list[Window]] = defaultdict(list)
    for happening in queries.happenings_of_keys(named, start, end):
        found[named[happening.calendar]].append(Window(happening.start, happening.end, happening.event))
    return dict(found)


def free(windows: Iterable[Window], start: datetime, end: datetime) -> bool:
    """Whether windows in order, those that touch taken together, hold all of `start` to `end`."""
    reached = start
    for window in sorted(windows, key=lambda window: window.start):
        if window.start > reached:
            break
        reached = max(reached, window.end)
    return reached >= end


def entries(keys: Iterable[str]) -> dict[str, list[Entry]]:
    """What was entered in these calendars, in order of time. One query."""
    named = {_slug(key): key for key in keys}
    rows = Event.objects.filter(calendar__slug__in=named).select_related("home", "calendar").order_by("start", "pk")
    found: dict[str, list[Entry]] = defaultdict(list)
    for row in rows:
        found[named[row.calendar.slug]].append(Entry(int(row.pk), _entered(row)))
    return dict(found)


def _slug(key: str) -> str:
    return f"availability-{key}"


def _offer_weekly(key: str, what: Weekly) -> int:
    zone = _zone(what.zone)
    begin = datetime.combine(what.first + timedelta(days=(what.weekday - what.first.weekday()) % 7), what.start)
    length = _length(what.start, what.end)
    if begin.date() > what.last:
        raise Invalid("availability.never", _("There is no such day between the first and the last."), field="last")
    until = datetime.combine(what.last + timedelta(days=1), time())
    if what.fold is None:
        _ask_for_doubled(_weeks(begin, until), length, zone)
    while walls.is_missing(begin, zone) or walls.is_missing(begin + length, zone):
        begin += _WEEK  # the library repeats what its first occurrence says, so that one must exist
    start = walls.instant_or_jump(begin, zone, what.fold or 0)
    end = walls.instant_or_jump(begin + length, zone, what.fold or 0)
    try:
        return actions.create_series(
            _calendar(key), Spec("", start, end), what.zone, Every.WEEK, walls.instant_or_jump(until, zone),
            fold=what.fold or 0, wall_length=length,
        )  # fmt: skip
    except ValueError:
        raise Invalid("availability.too_long", _("Choose at most three years."), field="last") from None


def _offer_dated(key: str, what: Dated) -> int:
    zone = _zone(what.zone)
    for field, wall in (("start", what.start), ("end", what.end)):
        check_wall(wall, zone, what.fold, field)
    start, end = (walls.instant_or_jump(wall, zone, what.fold or 0) for wall in (what.start, what.end))
    if not timedelta(0) < end - start <= LONGEST:
        raise Invalid("availability.span", _("The end comes after the start, within 24 hours."), field="end")
    return actions.create_dated(_calendar(key), Spec("", start, end), what.zone)


def check_wall(wall: datetime, zone: ZoneInfo, fold: int | None, field: str) -> None:
    """Raise Invalid for a wall clock that the clocks skip, or that they show twice while nobody said which is meant."""
    if walls.is_missing(wall, zone):
        said = _("The clocks go forward then: %(time)s does not exist. Choose another time.")
        raise Invalid("time.missing_hour", said % {"time": f"{wall:%H:%M}"}, field=field)
    if fold is None and walls.is_doubled(wall, zone):
        said = _("The clocks go back then: %(time)s comes twice. Choose the first or the second.")
        raise Invalid("time.doubled_hour", said % {"time": f"{wall:%H:%M}"}, field=field)


def _ask_for_doubled(starts: Iterable[datetime], length: timedelta, zone: ZoneInfo) -> None:
    for wall in starts:
        for field, edge in (("start", wall), ("end", wall + length)):
            if walls.is_doubled(edge, zone):
                check_wall(edge, zone, None, field)


def _weeks(begin: datetime, until: datetime) -> Iterable[datetime]:
    most = min((until - begin) // _WEEK + 1, actions.MAX_SERIES)
    return (begin + n * _WEEK for n in range(most))


def _length(start: time, end: time) -> timedelta:
    on = date(2026, 1, 1)
    length = datetime.combine(on, end) - datetime.combine(on, start)
    return length if length > timedelta(0) else length + timedelta(days=1)


def _zone(name: str) -> ZoneInfo:
    if not clock.is_zone(name):
        raise Invalid("zone.unknown", _("We do not know this time zone."), field="zone")
    return ZoneInfo(name)


def _calendar(key: str) -> int:
    return actions.calendar_of(_slug(key), "")


def _entered(row: Event) -> Weekly | Dated:
    zone = ZoneInfo(row.home.zone)
    start, end = (walls.wall_of(moment.astimezone(UTC), zone) for moment in (row.start, row.end))
    if row.rule_id is None:
        return Dated(start, end, row.home.zone)
    last = walls.wall_of(row.end_recurring_period, zone).date() - timedelta(days=1)
    return Weekly(start.weekday(), start.time(), end.time(), row.home.zone, start.date(), last, row.home.fold)
