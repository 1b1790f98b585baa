"""Does our own export say what the public schemas ask? A small checker of our own, for where the schemas are absent.

It knows the rules we could break, not the whole of the c3voc's schemas; the tests use those too where they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from schedule.exchange.times import moment_of

_ACRONYM = re.compile(r"[a-z0-9_]{4,}")
_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_CODE = re.compile(r"[0-9A-Z]{6}")
_SLUG = re.compile(r"[a-z0-9_]{4,}-[a-z0-9\-_]{3,}[a-z0-9]")
_CLOCK = re.compile(r"[0-2][0-9]:[0-5][0-9]")
_DURATION = re.compile(r"[0-9]{2}:[0-9]{2}")
_WEB = re.compile(r"https?://.*")
_NEEDED = (
    "abstract", "date", "duration", "guid", "id", "language", "links", "persons", "room", "slug", "start", "subtitle",
    "title", "track", "type", "url",
)  # fmt: skip
_EVENT_ORDERED_ONCE = ("room", "title", "type", "date", "start", "duration", "abstract", "track")


def faults_of_json(document: Mapping[str, Any]) -> list[str]:
    """What a `schedule.json` does wrong; empty when it follows the rules."""
    return list(_json(document))


def faults_of_xml(text: str) -> list[str]:
    """What a `schedule.xml` does wrong; empty when it follows the rules."""
    return list(_xml(fromstring(text, forbid_dtd=True)))


def _json(document: Mapping[str, Any]) -> Iterator[str]:
    conference = document["schedule"]["conference"]
    if not _ACRONYM.fullmatch(conference["acronym"]):
        yield f"acronym {conference['acronym']}"
    if conference["daysCount"] != len(conference["days"]):
        yield "daysCount is not the number of days"
    events = [event for day in conference["days"] for room in day["rooms"].values() for event in room]
    for event in events:
        yield from _json_event(event)
    yield from _doubles(events, ("id", "guid", "slug"))
    for day in conference["days"]:
        if moment_of(day["day_start"]) is None or moment_of(day["day_end"]) is None:
            yield f"day {day['index']} has no bounds"


def _json_event(event: Mapping[str, Any]) -> Iterator[str]:
    name = f"event {event.get('id')}"
    yield from (f"{name} lacks {member}" for member in _NEEDED if member not in event)
    if not isinstance(event["id"], int) or event["id"] < 1:
        yield f"{name}: id is no positive whole number"
    for member, pattern in (
        ("guid", _GUID),
        ("slug", _SLUG),
        ("start", _CLOCK),
        ("duration", _DURATION),
        ("url", _WEB),
    ):
        if not pattern.fullmatch(str(event[member])):
            yield f"{name}: {member} {event[member]}"
    for person in event["persons"]:
        if ("name" in person) == ("public_name" in person):
            yield f"{name}: a person carries either name, or id and public_name"
    yield from _moment(name, event["date"], event["start"])


def _xml(root: Element) -> Iterator[str]:
    if not _ACRONYM.fullmatch(root.findtext("conference/acronym") or ""):
        yield "acronym"
    events = root.findall("day/room/event")
    yield from (f"day {day.get('index')} has no bounds" for day in root.iterfind("day") if not day.get("start"))
    for event in events:
        yield from _xml_event(event)
    rows = [{**event.attrib, "slug": event.findtext("slug")} for event in events]
    yield from _doubles(rows, ("id", "guid", "slug", "code"))


def _xml_event(event: Element) -> Iterator[str]:
    name = f"event {event.get('id')}"
    for tag in _EVENT_ORDERED_ONCE:
        if len(event.findall(tag)) != 1:
            yield f"{name}: {tag} stands {len(event.findall(tag))} times"
    if not (event.get("id") or "").isdecimal():
        yield f"{name}: id is no positive whole number"
    for value, pattern in (
        (event.get("guid"), _GUID),
        (event.findtext("slug"), _SLUG),
        (event.findtext("start"), _CLOCK),
    ):
        if not pattern.fullmatch(value or ""):
            yield f"{name}: {value}"
    if event.get("code") is not None and not _CODE.fullmatch(event.get("code", "")):
        yield f"{name}: code {event.get('code')}"
    yield from _moment(name, event.findtext("date"), event.findtext("start"))


def _moment(name: str, date: object, start: object) -> Iterator[str]:
    moment = moment_of(date)
    if moment is None or moment.tzinfo is None:
        yield f"{name}: date {date} has no offset"
    elif f"{moment:%H:%M}" != start:
        yield f"{name}: start {start} is not the one of its date"


def _doubles(rows: Iterable[Mapping[str, Any]], members: Iterable[str]) -> Iterator[str]:
    rows = list(rows)
    for member in members:
        counted = Counter(row[member] for row in rows if row.get(member))
        yield from (f"{member} {value} stands {count} times" for value, count in counted.items() if count > 1)
