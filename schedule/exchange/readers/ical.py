"""Reader of iCalendar files: one item per event, bounded recurrences written out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from schedule.exchange.document import Document, Item, Person, Problem, Report, State, refuse
from schedule.exchange.limits import MAX_DAYS_LONG, MAX_OCCURRENCES, MAX_SERIES, as_utf8, check_items
from schedule.exchange.prose import one_line, to_html, web_address
from schedule.exchange.readers.fields import FALLBACK_DURATION, guid_of, kind_of, people_of
from schedule.exchange.readers.ical_lines import Component, components, split_list
from schedule.exchange.readers.ical_times import (
    declared_zones,
    instants_of,
    is_whole_day,
    moment,
    occurrences,
    read_zone,
)
from schedule.exchange.times import at_home, duration_of

OWN_UID_SUFFIX = "@meridian"  # our own exports put the guid before it


def read(data: bytes, home: ZoneInfo | None = None) -> Document:
    """The document of an iCalendar file. `home` is used where the file names no zone, UTC when None.

    Raises FileRefusedError when it is no calendar, truncated, names a zone nobody knows, or repeats
    events more often than daily.
    """
    report = Report()
    notes: list[Problem] = []
    calendar, parts = components(as_utf8(data), notes)
    report.problems.extend(notes)
    zones = declared_zones(part for part in parts if part.name == "VTIMEZONE")
    named = one_line(calendar.text("X-WR-TIMEZONE"), 80)
    zone = read_zone(named, zones, f"line {calendar.line}") if named else home or ZoneInfo("UTC")
    events = [part for part in parts if part.name == "VEVENT"]
    if sum(event.first("RRULE") is not None for event in events) > MAX_SERIES:
        raise refuse("ical.recurrence_refused", "file", f"More than {MAX_SERIES} events repeat.")
    reading = _Reading(zone, zones, _shared(events, report), _overridden(events, zone, zones), report)
    found: list[Item] = []
    for event in events:
        found += _items(event, reading)
        check_items(len(found))  # as they come: each of many events may repeat
    name = one_line(calendar.text("X-WR-CALNAME") or calendar.text("NAME"))
    return Document(
        format="ics",
        title=name,
        acronym="",
        zone=zone.key if named else "",
        items=tuple(found),
        problems=tuple(report.problems),
        skipped=report.skipped,
        url=web_address(calendar.text("URL")),
    )


def _uid(event: Component) -> str:
    return event.text("UID").strip()[:255]


def _stands_alone(event: Component) -> bool:
    return event.first("RECURRENCE-ID") is None


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the events of one file share; `overridden` are the instants of a series for which others stand."""

    home: ZoneInfo
    zones: dict[str, ZoneInfo]
    shared: set[str]
    overridden: dict[str, set[datetime]]
    report: Report


def _shared(events: Sequence[Component], report: Report) -> set[str]:
    """UIDs that stand on several events, which makes them no keys."""
    count = Counter(_uid(event) for event in events if _stands_alone(event))
    shared = {uid for uid, times in count.items() if times > 1}
    if shared - {""}:
        report.note("ical.uid_shared", "file", f"{len(shared)} UIDs stand on several events and are not used as keys.")
    return shared


def _overridden(events: Sequence[Component], home: ZoneInfo, zones: dict[str, ZoneInfo]) -> dict[str, set[datetime]]:
    """By UID the planned starts, in UTC, of occurrences that have an event of their own: moved or cancelled."""
    found: dict[str, set[datetime]] = defaultdict(set)
    for event in events:
        if not _stands_alone(event):
            found[_uid(event)] |= instants_of(event, "RECURRENCE-ID", home, zones)
    return found


def _items(event: Component, reading: _Reading) -> Iterator[Item]:
    home, zones, report = reading.home, reading.zones, reading.report
    title = one_line(event.text("SUMMARY"))
    where = f"line {event.line} ({title[:40] or 'no title'})"
    begins = event.first("DTSTART")
    start = moment(begins, home, zones) if begins else None
    if not title or begins is None or start is None:
        missing = "title" if not title else "start"
        report.skip(f"item.no_{missing}", where, f"Left out: it has no readable {missing}.")
        return
    length = _length(event, start, home, zones, is_whole_day(begins), where, report)
    uid = "" if _uid(event) in reading.shared else _uid(event)
    for number, (begin, planned) in enumerate(_starts(event, start, reading, where)):
        key = f"{uid}/{planned:%Y%m%dT%H%M%SZ}" if uid and planned else uid
        yield _item(event, title, at_home(begin, home), length, key, where, number, report)


def _starts(event: Component, start: datetime, reading: _Reading, where: str) -> list[tuple[datetime, datetime | None]]:
    """When an event begins, each time with the start (UTC) it was planned for in its series, if it is of one."""
    home, zones = reading.home, reading.zones
    rule = event.first("RRULE")
    if not _stands_alone(event):
        return [(start, next(iter(instants_of(event, "RECURRENCE-ID", home, zones)), None))]
    if rule is None:
        return [(start, None)]
    gone = instants_of(event, "EXDATE", home, zones) | reading.overridden.get(_uid(event), set())
    more = instants_of(event, "RDATE", home, zones)
    found = {begin.astimezone(UTC) for begin in occurrences(rule, start, where, reading.report)} | more
    if len(found) > MAX_OCCURRENCES:
        raise refuse("ical.recurrence_refused", where, f"It repeats more than {MAX_OCCURRENCES} times.")
    return [(begin, begin) for begin in sorted(found - gone)]


def _item(
    event: Component,
    title: str,
    start: datetime,
    length: timedelta,
    uid: str,
    where: str,
    number: int,
    report: Report,
) -> Item:
    track, type_name = _words(event)
    own = uid.removesuffix(OWN_UID_SUFFIX) if uid.endswith(OWN_UID_SUFFIX) and number == 0 else ""
    sequence = event.text("SEQUENCE").strip()
    return Item(
        title=title,
        start=start,
        duration=length,
        day=start.date(),
        guid=guid_of(own, where, report),
        source_id=uid,
        place=one_line(event.text("LOCATION"), 120),
        track=track,
        language=one_line((event.first("SUMMARY") or event.properties[0]).params.get("LANGUAGE", ""), 20),
        abstract=to_html(event.text("DESCRIPTION")),
        people=_people(event),
        url=web_address(event.text("URL")),
        kind=kind_of(type_name, title),
        type=type_name,
        state=State.CANCELLED if event.text("STATUS").strip().upper() == "CANCELLED" else State.CONFIRMED,
        sequence=int(sequence) if sequence.isdecimal() and len(sequence) < 9 else 0,
    )


def _words(event: Component) -> tuple[str, str]:
    """Track and type: the first and second category, unless a lone one is marked as the type."""
    categories = [one_line(part, 120) for part in split_list(_value(event, "CATEGORIES"))]
    marked = one_line(event.text("X-MERIDIAN-TYPE"), 80)
    if marked and categories == [marked]:
        return "", marked
    return categories[0], categories[1][:80] if len(categories) > 1 else ""


def _value(event: Component, name: str) -> str:
    prop = event.first(name)
    return prop.value if prop else ""


def _people(event: Component) -> tuple[Person, ...]:
    named = (prop.params.get("CN", "") for prop in event.properties if prop.name == "ATTENDEE")
    return people_of(Person(name=one_line(name, 120)) for name in islice(named, 100))


def _length(
    event: Component,
    start: datetime,
    zone: ZoneInfo,
    zones: dict[str, ZoneInfo],
    whole_day: bool,
    where: str,
    report: Report,
) -> timedelta:
    ends = event.first("DTEND")
    end = moment(ends, zone, zones) if ends else None
    length = end.astimezone(UTC) - start.astimezone(UTC) if end else duration_of(event.text("DURATION"))
    if length is None and whole_day:
        return timedelta(days=1)
    if length is None or length <= timedelta(0):
        report.note("duration.missing", where, "It has no usable end: 30 minutes are assumed.")
        return FALLBACK_DURATION
    if length > timedelta(days=MAX_DAYS_LONG):
        report.note("duration.too_long", where, f"Longer than {MAX_DAYS_LONG} days: 30 minutes are assumed.")
        return FALLBACK_DURATION
    return length
