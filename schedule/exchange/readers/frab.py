"""What `schedule.xml` and `schedule.json` have in common: frab gave both the same days, events and names of fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from schedule.exchange.document import Item, Person, Report
from schedule.exchange.prose import one_line, to_html, web_address
from schedule.exchange.readers.fields import DayFrame, guid_of, kind_of, length_of, links_of, moment_in, people_of
from schedule.exchange.times import zone_named


@dataclass(frozen=True, slots=True)
class Event:
    """One event as a file tells it. `field` gives what stands under a name, None where nothing does."""

    source_id: str
    guid: object
    room: object  # the one it is listed under; its own field wins
    field: Callable[[str], object]
    people: Iterable[Person]
    links: Iterable[tuple[object, object]]  # address and title


def zone_of(name: str, home: ZoneInfo | None, report: Report) -> tuple[str, ZoneInfo]:
    """The zone a file names, and the one to read its clocks in."""
    if name and (zone := zone_named(name)):
        return name, zone
    if name:
        report.note("zone.unknown", "conference", f"The zone “{name}” is not known and is left out.")
    return "", home or ZoneInfo("UTC")


def item_of(event: Event, frame: DayFrame, report: Report) -> Item | None:
    """The item of an event, or None with a word in the report when it has no title or no start."""
    field, title = event.field, one_line(event.field("title"))
    where = f"event {event.source_id or '?'} ({title[:40] or 'no title'})"
    start = moment_in(frame, field("date"), field("start"), where, report)
    if not title or start is None:
        missing = "title" if not title else "start"
        report.skip(f"item.no_{missing}", where, f"Left out: it has no readable {missing}.")
        return None
    type_name = one_line(field("type"), 80)
    return Item(
        title=title,
        start=start,
        duration=length_of(field("duration"), where, report),
        day=frame.date,
        guid=guid_of(event.guid, where, report),
        source_id=event.source_id,
        subtitle=one_line(field("subtitle")),
        place=one_line(field("room") or event.room, 120),
        track=one_line(field("track"), 120),
        type=type_name,
        language=one_line(field("language"), 20),
        abstract=to_html(field("abstract")),
        description=to_html(field("description")),
        people=people_of(event.people),
        links=links_of(event.links),
        url=web_address(field("url")),
        kind=kind_of(type_name, title),
    )
