"""Reads events: what happens in a range, with a fixed number of queries however many events there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from schedule.models import Event

LONGEST_RANGE = timedelta(days=400)
MAX_OCCURRENCES = 5_000
# pytz, on which the library is built, answers a repeated hour with its second pass unless asked by an exact zone;
# asking a day early and late and cutting afterwards keeps occurrences at the edges of a range.
MARGIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Happening:
    """One occurrence: of which event, when (aware, UTC), and where it was before it was moved."""

    event: int
    title: str
    start: datetime
    end: datetime
    original_start: datetime


def happenings(calendars: Iterable[int], start: datetime, end: datetime) -> list[Happening]:
    """What is on in these calendars from `start` to `end` (aware), in order; cancelled occurrences are left out.

    Two queries. Each series is expanded in its own home zone, whatever the zone of `start`. Raises ValueError for a
    range of more than `LONGEST_RANGE`, or one with more than `MAX_OCCURRENCES` occurrences.
    """
    if end - start > LONGEST_RANGE:
        raise ValueError("the range is too long")
    found: list[Happening] = []
    for event in _events(calendars, start, end):
        zone = ZoneInfo(event.home.zone) if event.rule_id and hasattr(event, "home") else UTC
        found += _of_event(event, start, end, zone)
        if len(found) > MAX_OCCURRENCES:
            raise ValueError("too many occurrences")
    return sorted(found, key=lambda happening: (happening.start, happening.event))


def _events(calendars: Iterable[int], start: datetime, end: datetime) -> Iterable[Event]:
    in_range = Q(rule=None, start__lt=end, end__gt=start)
    series = Q(rule__isnull=False, start__lt=end) & (
        Q(end_recurring_period=None) | Q(end_recurring_period__gte=start - MARGIN)
    )
    found: Iterable[Event] = (
        Event.objects.filter(in_range | series, calendar__in=list(calendars))
        .select_related("rule", "home")
        .prefetch_related("occurrence_set")
    )
    return found


def _of_event(event: Event, start: datetime, end: datetime, zone: ZoneInfo | object) -> list[Happening]:
    first, last = (start - MARGIN).astimezone(zone), (end + MARGIN).astimezone(zone)  # type: ignore[arg-type]
    length = event.end - event.start
    happenings = []
    for found in event.get_occurrences(first, last, clear_prefetch=False):
        begin = found.start.astimezone(UTC)
        # An unchanged occurrence lasts as long as its event also in the night in which the clocks change.
        stop = found.end.astimezone(UTC) if found.pk else begin + length
        if not found.cancelled and begin < end and stop > start:
            original = found.original_start.astimezone(UTC)
            happenings.append(Happening(event.pk, found.title or event.title, begin, stop, original))
    return happenings
