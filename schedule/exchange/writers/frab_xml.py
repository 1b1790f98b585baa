"""Writer of `schedule.xml`, valid against the c3voc's XSD."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from schedule.exchange.document import Day, Document, Item
from schedule.exchange.writers.words import acronym, by_day_and_place, clock, slug, type_word


def write(document: Document) -> str:
    """The document as `schedule.xml`. Items must carry `guid` and a unique `number`, days their bounds."""
    root = Element("schedule")
    SubElement(root, "generator", name="Meridian")
    if document.url:
        SubElement(root, "url").text = document.url
    SubElement(root, "version").text = document.version
    _conference(root, document)
    short = acronym(document.acronym)
    for index, places in by_day_and_place(document):
        element = _day(root, document.days[index], index + 1)
        for name, items in places:
            room = SubElement(element, "room", name=name)
            for item in items:
                _event(room, item, short)
    indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _conference(root: Element, document: Document) -> None:
    conference = SubElement(root, "conference")
    SubElement(conference, "title").text = document.title
    SubElement(conference, "acronym").text = acronym(document.acronym)
    if document.days:
        SubElement(conference, "start").text = document.days[0].date.isoformat()
        SubElement(conference, "end").text = document.days[-1].date.isoformat()
    SubElement(conference, "days").text = str(len(document.days))
    SubElement(conference, "timeslot_duration").text = "00:05"
    if document.zone:
        SubElement(conference, "time_zone_name").text = document.zone
    for track in document.tracks:
        SubElement(conference, "track", name=track)


def _day(root: Element, day: Day, index: int) -> Element:
    return SubElement(
        root,
        "day",
        index=str(index),
        date=day.date.isoformat(),
        start=day.start.isoformat(),
        end=day.end.isoformat(),
    )


def _event(room: Element, item: Item, short: str) -> None:
    event = SubElement(room, "event", guid=item.guid, id=str(item.number))
    if item.code:
        event.set("code", item.code)
    texts = {
        "room": item.place,
        "title": item.title,
        "subtitle": item.subtitle,
        "type": type_word(item),
        "date": item.start.isoformat(timespec="seconds"),
        "start": f"{item.start:%H:%M}",
        "duration": clock(item.duration),
        "abstract": item.abstract,
        "slug": slug(short, item.number, item.title),
        "track": item.track,
        "language": item.language,
        "description": item.description,
    }
    for tag, text in texts.items():
        SubElement(event, tag).text = text
    persons = SubElement(event, "persons")
    for person in item.people:
        SubElement(
            persons, "person", {"id": person.source_id} if person.source_id.isdecimal() else {}
        ).text = person.name
    links = SubElement(event, "links")
    for link in item.links:
        SubElement(links, "link", href=link.url).text = link.title
    if item.url:
        SubElement(event, "url").text = item.url
