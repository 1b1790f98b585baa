"""Reader of iCalendar files: one item per event, bounded recurrences written out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from schedule.exchange.document import Document, Item, Person, Problem, Report, State
from schedule.exchange.limits import MAX_DAYS_LONG, as_utf8, check_items
from schedule.exchange.prose import one_line, to_html, web_address
from schedule.exchange.readers.fields import FALLBACK_DURATION, guid_of, kind_of, people_of
from schedule.exchange.readers.ical_lines import Component, components, split_list
from schedule.exchange.readers.ical_times import (
    declared_zones,
    exceptions_of,
    is_whole_day,
    moment,
    occurrences,
    read_zone,
)
from schedule.exchange.times import duration_of

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
    shared = {
        uid for uid, count in Counter(_uid(event) for event in events if _stands_alone(event)).items() if count > 1
    }
    if shared - {""}:
        report.note("ical.uid_shared", "file", f"{len(shared)} UIDs stand on several events and are not used as keys.")
    items = tuple(item for event in events for item in _items(event, zone, zones, shared, report))
    check_items(len(items))
    name = one_line(calendar.text("X-WR-CALNAME") or calendar.text("NAME"))
    return Document(
        format="ics",
        title=name,
        acronym="",
        zone=zone.key if named else "",
        items=items,
        problems=tuple(report.problems),
        skipped=report.skipped,
        url=web_address(calendar.text("URL")),
    )


def _uid(event: Component) -> str:
    return event.text("UID").strip()[:255]


def _stands_alone(event: Component) -> bool:
    return event.first("RECURRENCE-ID") is None


def _items(
    event: Component, zone: ZoneInfo, zones: dict[str, ZoneInfo], shared: set[str], report: Report
) -> Iterator[Item]:
    title = one_line(event.text("SUMMARY"))
    where = f"line {event.line} ({title[:40] or 'no title'})"
    begins = event.first("DTSTART")
    start = moment(begins, zone, zones) if begins else None
    if not title or begins is None or start is None:
        missing = "title" if not title else "start"
        report.skip(f"item.no_{missing}", where, f"Left out: it has no readable {missing}.")
        return
    length = _length(event, start, zone, zones, is_whole_day(begins), where, report)
    uid = "" if _uid(event) in shared else _uid(event)
    rule = event.first("RRULE")
    repeated = [start] if rule is None else occurrences(rule, start, exceptions_of(event, zone, zones), where, report)
    override = event.text("RECURRENCE-ID")
    for number, begin in enumerate(repeated):
        key = f"{uid}/{begin.astimezone(UTC):%Y%m%dT%H%M%SZ}" if uid and rule is not None else uid
        yield _item(
            event,
            title,
            begin,
            length,
            f"{uid}/{override}" if uid and override else key,
            where,
            number,
            report,
        )


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
