"""Writes events. Callers hand in plain specifications and get ids back; no library object leaves this package."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from schedule.calendars.models import HomeZone
from schedule.models import Calendar, Event, Occurrence, Rule

MAX_SERIES = 400  # occurrences of one series
LONGEST_SERIES = timedelta(days=366 * 3)
_TITLE = 255
BATCH = 500


class Every(StrEnum):
    """How often a series repeats."""

    DAY = "DAILY"
    WEEK = "WEEKLY"
    MONTH = "MONTHLY"


@dataclass(frozen=True, slots=True)
class Spec:
    """A one-off event: aware instants, end after start."""

    title: str
    start: datetime
    end: datetime


def calendar_of(key: str, name: str) -> int:
    """The id of the calendar with that key (such as `conference-3`), made when it is not there."""
    # The library holds no key unique: where two were made at once, the first counts and readers ask by key.
    found = Calendar.objects.filter(slug=key).order_by("pk").first()
    return int((found or Calendar.objects.create(slug=key, name=name[:200])).pk)


def drop_calendar(key: str) -> None:
    """Take a calendar away with all its events."""
    Calendar.objects.filter(slug=key).delete()


def create_events(calendar: int, specs: Iterable[Spec]) -> list[int]:
    """Write many one-off events; their ids in the order of the specifications."""
    rows = [Event(calendar_id=calendar, title=spec.title[:_TITLE], start=spec.start, end=spec.end) for spec in specs]
    return [int(row.pk) for row in Event.objects.bulk_create(rows, batch_size=BATCH)]


def create_dated(calendar: int, spec: Spec, zone: str) -> int:
    """A one-off event that remembers the zone in which it was entered; its id."""
    (event,) = create_events(calendar, [spec])
    HomeZone.objects.create(event_id=event, zone=zone)
    return event


def change_events(changes: Mapping[int, Spec]) -> None:
    """Move or rename many events, by id. Ids that are gone are passed over."""
    rows = list(Event.objects.filter(pk__in=list(changes)))
    for row in rows:
        spec = changes[row.pk]
        row.title, row.start, row.end = spec.title[:_TITLE], spec.start, spec.end
    Event.objects.bulk_update(rows, ["title", "start", "end"], batch_size=BATCH)


def cancel_events(events: Iterable[int]) -> None:
    """Take events out of their calendars."""
    Event.objects.filter(pk__in=list(events)).delete()


def create_series(
    calendar: int, spec: Spec, zone: str, every: Every, until: datetime, params: str = "", *,
    fold: int = 0, wall_length: timedelta | None = None,
) -> int:  # fmt: skip
    """A repeating event by the wall clock of `zone`, the last time before `until`; its id.

    `params` is django-scheduler's form of further rule parts, such as `interval:2`. An occurrence lasts as long as
    `spec`, or `wall_length` by the wall clock. `fold` is the pass of a doubled hour that is meant. Raises ValueError
    when the series would be longer than `LONGEST_SERIES` or have more than `MAX_SERIES` occurrences.
    """
    _check_bounds(spec.start, until, every)
    rule, _ = Rule.objects.get_or_create(
        frequency=every.value, params=params, defaults={"name": every.name.title(), "description": ""}
    )
    event = Event.objects.create(
        calendar_id=calendar, title=spec.title[:_TITLE], start=spec.start, end=spec.end, rule=rule,
        end_recurring_period=until,
    )  # fmt: skip
    HomeZone.objects.create(event=event, zone=zone, fold=fold, wall_length=wall_length)
    return int(event.pk)


def move_occurrence(event: int, original_start: datetime, spec: Spec) -> None:
    """Give one occurrence of a series another time or title; the others stay."""
    _keep_occurrence(event, original_start, spec, cancelled=False)


def cancel_occurrence(event: int, original_start: datetime) -> None:
    """Cancel one occurrence of a series."""
    row = Event.objects.get(pk=event)
    length = row.end - row.start
    _keep_occurrence(event, original_start, Spec(row.title, original_start, original_start + length), cancelled=True)


def restore_occurrence(event: int, original_start: datetime) -> None:
    """Put an occurrence that was moved or cancelled back to where its series has it."""
    Occurrence.objects.filter(event=event, original_start=original_start.astimezone(UTC)).delete()


def end_series(event: int, before: datetime) -> None:
    """Let a series have no occurrence at or after an instant."""
    Event.objects.filter(pk=event).update(end_recurring_period=before)
    Occurrence.objects.filter(event=event, original_start__gte=before).delete()


def _keep_occurrence(event: int, original_start: datetime, spec: Spec, *, cancelled: bool) -> None:
    row = Event.objects.get(pk=event)
    original = original_start.astimezone(UTC)
    Occurrence.objects.update_or_create(
        event=row,
        original_start=original,
        defaults={
            "original_end": original + (row.end - row.start),
            "title": spec.title[:_TITLE],
            "start": spec.start,
            "end": spec.end,
            "cancelled": cancelled,
        },
    )


def _check_bounds(start: datetime, until: datetime, every: Every) -> None:
    days = {Every.DAY: 1, Every.WEEK: 7, Every.MONTH: 28}[every]
    if until - start > LONGEST_SERIES or (until - start).days // days > MAX_SERIES:
        raise ValueError("the series is too long")
