"""Reads events: what happens in a range, with a fixed number of queries however many events there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from schedule.calendars import walls
from schedule.models import Event, Occurrence

LONGEST_RANGE = timedelta(days=400)
MAX_OCCURRENCES = 5_000
# The library reads skipped and doubled hours through pytz, in its own way: we ask a day early and late, take only the
# wall clock from it, and cut afterwards.
MARGIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Happening:
    """One occurrence: of which event, when (aware, UTC), and where it was before it was moved."""

    event: int
    title: str
    start: datetime
    end: datetime
    original_start: datetime
    calendar: str = ""  # its key
    cancelled: bool = False


def happenings(
    calendars: Iterable[int], start: datetime, end: datetime, *, with_cancelled: bool = False
) -> list[Happening]:
    """What is on in these calendars from `start` to `end` (aware), in order; cancelled ones only when asked for.

    Two queries. Each series is expanded in its own home zone, whatever the zone of `start`. Raises ValueError for a
    range of more than `LONGEST_RANGE`, or one with more than `MAX_OCCURRENCES` occurrences.
    """
    return _happenings(Q(calendar__in=list(calendars)), start, end, with_cancelled)


def happenings_of_keys(keys: Iterable[str], start: datetime, end: datetime) -> list[Happening]:
    """As `happenings`, of the calendars with these keys; each says which by its `calendar`. Two queries."""
    return _happenings(Q(calendar__slug__in=list(keys)), start, end, with_cancelled=False)


def occurrences(event: int) -> list[Happening]:
    """All occurrences of one series, cancelled ones too, by their original start. Two queries."""
    found = _prefetched(Q(pk=event)).first()
    if found is None:
        return []
    last = max([found.end_recurring_period or found.end, *(row.end for row in found.occurrence_set.all())])
    first = min([found.start, *(row.start for row in found.occurrence_set.all())])
    every = _of_event(found, first - MARGIN, last + MARGIN, with_cancelled=True)
    return sorted(every, key=lambda happening: happening.original_start)


def _happenings(chosen: Q, start: datetime, end: datetime, with_cancelled: bool) -> list[Happening]:
    if end - start > LONGEST_RANGE:
        raise ValueError("the range is too long")
    found: list[Happening] = []
    for event in _prefetched(chosen & _near(start, end)):
        found += _of_event(event, start, end, with_cancelled=with_cancelled)
        if len(found) > MAX_OCCURRENCES:
            raise ValueError("too many occurrences")
    return sorted(found, key=lambda happening: (happening.start, happening.event))


def _near(start: datetime, end: datetime) -> Q:
    once = Q(rule=None, start__lt=end, end__gt=start)
    series = Q(rule__isnull=False, start__lt=end) & (
        Q(end_recurring_period=None) | Q(end_recurring_period__gte=start - MARGIN)
    )
    # An occurrence may have been moved to before its series begins or after it ends.
    moved_here = Occurrence.objects.filter(event=OuterRef("pk"), start__lt=end, end__gt=start)
    return once | series | Q(Exists(moved_here))


def _prefetched(chosen: Q) -> QuerySet[Event]:
    found: QuerySet[Event] = (
        Event.objects.filter(chosen).select_related("rule", "home", "calendar").prefetch_related("occurrence_set")
    )
    return found


def _of_event(event: Event, start: datetime, end: datetime, *, with_cancelled: bool) -> list[Happening]:
    every = _repeated(event, start, end) if event.rule_id else _once(event)
    return [
        found for found in every
        if found.start < end and found.end > start and (with_cancelled or not found.cancelled)
    ]  # fmt: skip


def _once(event: Event) -> Iterator[Happening]:
    begin, stop = event.start.astimezone(UTC), event.end.astimezone(UTC)
    yield Happening(event.pk, event.title, begin, stop, begin, event.calendar.slug)


def _repeated(event: Event, start: datetime, end: datetime) -> Iterator[Happening]:
    """Occurrences by the wall clock of the home zone; kept ones (moved, cancelled) take the place of their original."""
    kept = {row.original_start.astimezone(UTC): row for row in event.occurrence_set.all()}
    for row in kept.values():
        yield Happening(
            event.pk, row.title or event.title, row.start.astimezone(UTC), row.end.astimezone(UTC),
            row.original_start.astimezone(UTC), event.calendar.slug, row.cancelled,
        )  # fmt: skip
    zone = ZoneInfo(event.home.zone) if hasattr(event, "home") else ZoneInfo("UTC")
    first, last = (start - MARGIN).astimezone(zone), (end + MARGIN).astimezone(zone)
    for found in event.get_occurrences(first, last, clear_prefetch=False):
        if found.pk:
            continue
        span = _span(event, found.start.replace(tzinfo=None), zone)
        if span and span[0] not in kept:
            yield Happening(event.pk, event.title, *span, span[0], event.calendar.slug)


def _span(event: Event, wall: datetime, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """From when to when an occurrence lasts; None when its hour is skipped (RFC 5545, 3.3.10)."""
    home = getattr(event, "home", None)
    fold = home.fold if home else 0
    if home is None or home.wall_length is None:
        begin = walls.instant(wall, zone, fold)
        return (begin, begin + (event.end - event.start)) if begin else None
    begin = walls.instant_or_jump(wall, zone, fold)
    stop = walls.instant_or_jump(wall + home.wall_length, zone, fold)
    return (begin, stop) if begin < stop else None
