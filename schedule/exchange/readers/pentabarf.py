"""Reader of pentabarf and frab `schedule.xml`, from the schedules of 2007 to those of today.

Entities and document types are forbidden; elements, attributes, depth and events are counted while
parsing, so that a bomb is refused before it is held in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from xml.etree.ElementTree import Element, ParseError, TreeBuilder
from zoneinfo import ZoneInfo

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from schedule.exchange.document import Document, Item, Person, Report, refuse
from schedule.exchange.limits import (
    MAX_DEPTH,
    MAX_ITEMS,
    MAX_XML_ATTRIBUTES,
    MAX_XML_ELEMENTS,
    as_utf8,
    too_many,
)
from schedule.exchange.prose import one_line, web_address
from schedule.exchange.readers import frab
from schedule.exchange.readers.fields import DayFrame, day_frame, days_of, places_of
from schedule.exchange.times import clock_of

CHUNK = 64 * 1024  # bytes fed to the parser at once


class _CountingBuilder(TreeBuilder):
    """A tree builder that gives up on depth and number instead of filling the memory."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.elements = self.events = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self.depth += 1
        self.elements += 1
        self.events += tag == "event"
        if self.depth > MAX_DEPTH:
            raise refuse("xml.too_deep", "file", f"Elements are nested more than {MAX_DEPTH} deep.")
        if self.events > MAX_ITEMS or self.elements > MAX_XML_ELEMENTS:
            raise too_many()
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self.depth -= 1
        return super().end(tag)


def read(data: bytes, home: ZoneInfo | None = None) -> Document:
    """The document of a `schedule.xml`. `home` is used where the file names no zone, UTC when None.

    Raises FileRefusedError when it is not well-formed, hostile, or no schedule.
    """
    root = _tree(as_utf8(data))
    conference = root.find("conference")
    if root.tag != "schedule" or (conference is None and root.find("day") is None):
        raise refuse("xml.not_a_schedule", "line 1", f"The root element is <{one_line(root.tag, 40)}>, not a schedule.")
    report = Report()
    head = conference if conference is not None else Element("conference")
    zone_name, zone = frab.zone_of(one_line(head.findtext("time_zone_name")), home, report)
    changes = clock_of(head.findtext("day_change")) or time(0)
    frames: list[DayFrame] = []
    items = tuple(_items(root, zone, changes, frames, report))
    return Document(
        format="xml",
        title=one_line(head.findtext("title")),
        acronym=one_line(head.findtext("acronym"), 60),
        zone=zone_name,
        items=items,
        days=days_of(frames, items),
        problems=tuple(report.problems),
        skipped=report.skipped,
        version=one_line(root.findtext("version")),
        url=web_address(head.findtext("url") or root.findtext("url")),
        listed_places=places_of(room.get("name") for room in root.iterfind("day/room")),
    )


def _tree(data: bytes) -> Element:
    if data.count(b'="') + data.count(b"='") > MAX_XML_ATTRIBUTES:
        raise too_many()
    parser = DefusedXMLParser(target=_CountingBuilder(), forbid_dtd=True, forbid_entities=True, forbid_external=True)
    try:
        for offset in range(0, len(data), CHUNK):
            parser.feed(data[offset : offset + CHUNK])
        root: Element = parser.close()
    except ParseError as error:
        line, column = error.position
        raise refuse("xml.malformed", f"line {line}", f"Not well-formed XML at line {line}, column {column}.") from None
    except DefusedXmlException:
        raise refuse("xml.forbidden", "file", "Document types and entities are not accepted.") from None
    return root


def _items(root: Element, zone: ZoneInfo, changes: time, frames: list[DayFrame], report: Report) -> Iterator[Item]:
    for number, day in enumerate(root.iterfind("day"), start=1):
        frame = day_frame(day.get("date"), day.get("start"), day.get("end"), zone, changes)
        events = [(room.get("name"), event) for room in day.iterfind("room") for event in room.iterfind("event")]
        events += [(None, event) for event in day.iterfind("event")]
        if frame is None:
            for _ in events:
                report.skip("day.invalid", f"day {number}", "The day has no readable date.")
            continue
        frames.append(frame)
        for room, event in events:
            if item := _item(event, room, frame, report):
                yield item


def _item(event: Element, room: str | None, frame: DayFrame, report: Report) -> Item | None:
    told = frab.Event(
        source_id=one_line(event.get("id")),
        guid=event.get("guid"),
        room=room,
        field=event.findtext,
        people=(_person(person) for person in event.iterfind("persons/person")),
        links=((link.get("href"), link.text) for link in event.iterfind("links/link")),
    )
    return frab.item_of(told, frame, report)


def _person(person: Element) -> Person:
    return Person(name=one_line(person.text, 120), source_id=one_line(person.get("id") or person.get("guid"), 80))
