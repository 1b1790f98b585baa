"""Fields that the XML and the JSON readers share: ids, people, links, the moment an item begins."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from schedule.exchange.document import Day, Item, Kind, Link, Person, Report
from schedule.exchange.limits import MAX_DAYS_LONG, MAX_LINKS, MAX_PEOPLE, MAX_PLACES
from schedule.exchange.prose import one_line, web_address
from schedule.exchange.times import at_home, clock_of, date_of, duration_of, is_missing_hour, moment_of

FALLBACK_DURATION = timedelta(minutes=30)
_BREAKS = frozenset({"break", "breaks", "pause", "coffee", "coffee break", "lunch", "lunch break", "meal"})


@dataclass(frozen=True, slots=True)
class DayFrame:
    """The day an event stands under in the file; `changes` is when its next day begins."""

    date: date
    zone: ZoneInfo
    changes: time
    day: Day | None


def day_frame(day_on: object, start: object, end: object, zone: ZoneInfo, changes: time) -> DayFrame | None:
    """The frame of a day element; None when it has no readable date."""
    on = date_of(day_on)
    if on is None:
        return None
    first, last = moment_of(start), moment_of(end)
    day = None
    if first and last and at_home(first, zone) < at_home(last, zone):
        day = Day(on, at_home(first, zone), at_home(last, zone))
        # A day that says it begins at nine and ends at four: what starts at one belongs to it.
        changes = max(changes, day.start.timetz().replace(tzinfo=None)) if day.end.date() > on else changes
    return DayFrame(on, zone, changes, day)


def moment_in(frame: DayFrame, when: object, clock: object, where: str, report: Report) -> datetime | None:
    """When an item begins: its full date if it has one, else its time of day within `frame`."""
    told, at = moment_of(when) if when else None, clock_of(clock)
    if told is not None:
        _note_contradictions(told, at, frame.zone, where, report)
        return at_home(told, frame.zone)
    if at is None:
        return None
    on = frame.date + timedelta(days=1) if at < frame.changes else frame.date
    wall = datetime.combine(on, at)
    if is_missing_hour(wall, frame.zone):
        report.note("time.missing_hour", where, f"{wall:%H:%M} does not exist in {frame.zone} on that day.")
    return at_home(wall, frame.zone)


def _note_contradictions(told: datetime, clock: time | None, zone: ZoneInfo, where: str, report: Report) -> None:
    home = at_home(told, zone)
    if told.tzinfo and told.utcoffset() != home.utcoffset() and zone.key != "UTC":
        report.note("zone.contradiction", where, f"The offset of {told.isoformat()} is not the one of {zone.key}.")
    if clock is not None and (told.hour, told.minute) != (clock.hour, clock.minute):
        report.note("time.contradiction", where, f"Date says {told:%H:%M}, start says {clock:%H:%M}: date is used.")


def length_of(value: object, where: str, report: Report) -> timedelta:
    """The duration a file states, within bounds; half an hour when it states none."""
    length = duration_of(value)
    if length is None:
        report.note("duration.missing", where, "No usable duration: 30 minutes are assumed.")
        return FALLBACK_DURATION
    if length > timedelta(days=MAX_DAYS_LONG):
        report.note("duration.too_long", where, f"Longer than {MAX_DAYS_LONG} days: 30 minutes are assumed.")
        return FALLBACK_DURATION
    return length


def guid_of(value: object, where: str, report: Report) -> str:
    """A UUID in its usual spelling, or empty; anything else is noted."""
    text = one_line(value)
    if not text:
        return ""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        report.note("guid.invalid", where, f"“{text[:60]}” is not a UUID and is left out.")
        return ""


def people_of(found: Iterable[Person]) -> tuple[Person, ...]:
    """Named people, each once, at most `MAX_PEOPLE`."""
    named = {(person.source_id, person.name): person for person in found if person.name}
    return tuple(named.values())[:MAX_PEOPLE]


def links_of(pairs: Iterable[tuple[object, object]]) -> tuple[Link, ...]:
    """Usable links from (address, title), each once, at most `MAX_LINKS`."""
    links = {url: Link(url, one_line(title)) for address, title in pairs if (url := web_address(address))}
    return tuple(links.values())[:MAX_LINKS]


def places_of(names: Iterable[object]) -> tuple[str, ...]:
    """The places a file lists, each once, at most `MAX_PLACES`."""
    found = dict.fromkeys(name for value in names if (name := one_line(value, 120)))
    return tuple(found)[:MAX_PLACES]


def kind_of(type_name: str, title: str) -> Kind:
    """Break when the type says so, or when a title without type is a usual word for one."""
    word = (type_name or title).casefold().strip()
    return Kind.BREAK if word in _BREAKS else Kind.TALK


def days_of(frames: Iterable[DayFrame], items: Iterable[Item]) -> tuple[Day, ...]:
    """The days that have items, with the bounds the file gives, or those of the items."""
    known = {frame.date: frame.day for frame in frames if frame.day}
    spans: dict[date, Day] = {}
    for item in items:
        span = spans.get(item.day) or known.get(item.day) or Day(item.day, item.start, item.end)
        spans[item.day] = Day(item.day, min(span.start, item.start), max(span.end, item.end))
    return tuple(spans[on] for on in sorted(spans))
