"""Writer of `schedule.json`, valid against the c3voc's `schema.json`."""

from __future__ import annotations

import json
import uuid
from typing import Any

from schedule.exchange.document import Day, Document, Item, Person
from schedule.exchange.writers.words import ZONE_IN_JSON, acronym, by_day_and_place, clock, slug, type_word


def write(document: Document) -> str:
    """The document as `schedule.json`. Items must carry `guid`, `url` and a unique `number`."""
    return json.dumps({"schedule": _schedule(document)}, ensure_ascii=False, indent=1) + "\n"


def _schedule(document: Document) -> dict[str, Any]:
    schedule: dict[str, Any] = {"version": document.version, "conference": _conference(document)}
    if document.url:
        schedule["base_url"] = document.url
    return schedule


def _conference(document: Document) -> dict[str, Any]:
    short = acronym(document.acronym)
    conference: dict[str, Any] = {
        "acronym": short,
        "title": document.title,
        "start": document.days[0].date.isoformat() if document.days else "",
        "end": document.days[-1].date.isoformat() if document.days else "",
        "daysCount": len(document.days),
        "timeslot_duration": "00:05",
        "tracks": [{"name": track} for track in document.tracks],
        "rooms": [
            {"name": place, "guid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{short}/{place}"))}
            for place in document.places
        ],
        "days": [_day(document.days[index], index, places, short) for index, places in by_day_and_place(document)],
    }
    if ZONE_IN_JSON.match(document.zone):
        conference["time_zone_name"] = document.zone
    return conference


def _day(day: Day, index: int, places: list[tuple[str, list[Item]]], short: str) -> dict[str, Any]:
    return {
        "index": index + 1,
        "date": day.date.isoformat(),
        "day_start": day.start.isoformat(),
        "day_end": day.end.isoformat(),
        "rooms": {name: [_event(item, short) for item in items] for name, items in places},
    }


def _event(item: Item, short: str) -> dict[str, Any]:
    event = {
        "guid": item.guid,
        "id": item.number,
        "date": item.start.isoformat(timespec="seconds"),
        "start": f"{item.start:%H:%M}",
        "end": item.end.isoformat(timespec="seconds"),
        "duration": clock(item.duration),
        "room": item.place,
        "slug": slug(short, item.number, item.title),
        "url": item.url,
        "title": item.title,
        "subtitle": item.subtitle,
        "track": item.track or None,
        "type": type_word(item),
        "language": item.language or None,
        "abstract": item.abstract,
        "description": item.description,
        "persons": [_person(person) for person in item.people],
        "links": [{"url": link.url, "title": link.title or link.url} for link in item.links],
    }
    return event | ({"code": item.code} if item.code else {})


def _person(person: Person) -> dict[str, Any]:
    # With an id two people of one name stay two; the schema wants either form, not both.
    if person.source_id.isdecimal():
        return {"id": int(person.source_id), "public_name": person.name}
    return {"name": person.name}
