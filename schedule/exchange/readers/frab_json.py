"""Reader of `schedule.json` as frab, pretalx and the c3voc exchange it.

Unknown members are passed over; a known member of the wrong type refuses the file, with every
place named, because a wrong id would tie the entry to another one on the next import.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import time
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from schedule.exchange.document import Document, FileRefusedError, Item, Person, Problem, Report, refuse
from schedule.exchange.limits import MAX_JSON_COMMAS, MAX_JSON_CONTAINERS, as_utf8, check_items, too_many
from schedule.exchange.prose import one_line, to_html, web_address
from schedule.exchange.readers import frab
from schedule.exchange.readers.fields import DayFrame, day_frame, days_of, places_of
from schedule.exchange.readers.shape import faults_of

JsonObject = dict[str, Any]


def read(data: bytes, home: ZoneInfo | None = None) -> Document:
    """The document of a `schedule.json`. `home` is used where the file names no zone, UTC when None.

    Raises FileRefusedError when it is no JSON, no schedule, or members have wrong types.
    """
    schedule = _schedule(_parsed(as_utf8(data)))
    if faults := faults_of(schedule):
        raise FileRefusedError(*(Problem(fault.code, fault.where, fault.text) for fault in faults))
    conference: JsonObject = schedule["conference"]
    check_items(sum(len(room) for day in conference["days"] for room in (day.get("rooms") or {}).values()))
    report = Report()
    zone_name, zone = frab.zone_of(one_line(conference.get("time_zone_name")), home, report)
    frames: list[DayFrame] = []
    items = tuple(_items(conference["days"], zone, frames, report))
    return Document(
        format="json",
        title=one_line(conference.get("title")),
        acronym=one_line(conference.get("acronym"), 60),
        zone=zone_name,
        items=items,
        days=days_of(frames, items),
        problems=tuple(report.problems),
        skipped=report.skipped,
        version=one_line(schedule.get("version")),
        url=web_address(conference.get("url") or schedule.get("base_url")),
        listed_places=places_of(name for day in conference["days"] for name in day.get("rooms") or ()),
    )


def _parsed(data: bytes) -> object:
    if data.count(b"{") + data.count(b"[") > MAX_JSON_CONTAINERS or data.count(b",") > MAX_JSON_COMMAS:
        raise too_many()
    try:
        return json.loads(data, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}"
        raise refuse("json.malformed", where, f"Not valid JSON at line {error.lineno}: {error.msg}.") from None
    except RecursionError:
        raise refuse("json.too_deep", "file", "The JSON is nested too deeply.") from None
    except ValueError as error:  # NaN, or a number of thousands of digits
        raise refuse("json.malformed", "file", f"Not valid JSON: {one_line(error, 100)}.") from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _schedule(parsed: object) -> JsonObject:
    schedule = parsed.get("schedule") if isinstance(parsed, dict) else None
    if not isinstance(schedule, dict):
        raise refuse("json.not_a_schedule", "$", "The file has no member “schedule”.")
    if not isinstance(schedule.get("conference"), dict):
        raise refuse(
            "json.not_a_schedule",
            "$.schedule",
            "The schedule has no member “conference”. Export it as schedule.json of frab or pretalx.",
        )
    return schedule


def _items(days: list[JsonObject], zone: ZoneInfo, frames: list[DayFrame], report: Report) -> Iterator[Item]:
    for number, day in enumerate(days, start=1):
        frame = day_frame(day.get("date"), day.get("day_start"), day.get("day_end"), zone, time(0))
        rooms: dict[str, list[JsonObject]] = day.get("rooms") or {}
        if frame is None:
            for _ in (event for room in rooms.values() for event in room):
                report.skip("day.invalid", f"day {number}", "The day has no readable date.")
            continue
        frames.append(frame)
        for room, events in rooms.items():
            for event in events:
                if item := _item(event, room, frame, report):
                    yield item


def _item(event: JsonObject, room: str, frame: DayFrame, report: Report) -> Item | None:
    links = event.get("links") or ()
    told = frab.Event(
        source_id=one_line(event.get("id")),
        guid=event.get("guid"),
        room=room,
        field=event.get,
        people=(_person(person) for person in event.get("persons") or ()),
        links=((link.get("url") or link.get("href"), link.get("title")) for link in links),
    )
    return frab.item_of(told, frame, report)


def _person(person: JsonObject) -> Person:
    return Person(
        name=one_line(person.get("public_name") or person.get("name") or person.get("full_public_name"), 120),
        source_id=one_line(person.get("code") or person.get("guid") or person.get("id"), 80),
        biography=to_html(person.get("biography")),
    )
