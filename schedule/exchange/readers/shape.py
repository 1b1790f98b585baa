"""Does a parsed `schedule.json` have the types it should have? All faults at once, each with its path."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from schedule.exchange.document import Problem

MAX_FAULTS = 50
_Check = Callable[[Any], bool]


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _label(value: Any) -> bool:
    return isinstance(value, str | int | float)


def _objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(entry, dict) for entry in value)


_NAMES: dict[_Check, str] = {
    _text: "a text",
    _whole: "a whole number",
    _label: "a text",
    _objects: "a list of objects",
}
_CONFERENCE: dict[str, _Check] = {"title": _text, "acronym": _text, "time_zone_name": _text}
_EVENT: dict[str, _Check] = {
    "id": _whole, "guid": _text, "title": _text, "subtitle": _text, "date": _text, "start": _text,
    "duration": _label, "room": _text, "track": _text, "type": _text, "language": _text, "abstract": _text,
    "description": _text, "url": _text, "persons": _objects, "links": _objects,
}  # fmt: skip
_PERSON: dict[str, _Check] = {
    "id": _whole,
    "public_name": _text,
    "name": _text,
    "guid": _text,
    "biography": _text,
}
_LINK: dict[str, _Check] = {"url": _text, "title": _text}


def faults_of(schedule: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with the `schedule` object, at most `MAX_FAULTS`; empty when a reader may walk it."""
    return list(islice(_faults(schedule), MAX_FAULTS))


def _faults(schedule: Mapping[str, Any]) -> Iterator[Problem]:
    conference = schedule["conference"]
    yield from _members(conference, _CONFERENCE, "$.schedule.conference")
    days = conference.get("days")
    if not _objects(days):
        yield _fault("$.schedule.conference.days", "a list of objects")
        return
    for number, day in enumerate(days):
        yield from _day(day, f"$.schedule.conference.days[{number}]")


def _day(day: Mapping[str, Any], path: str) -> Iterator[Problem]:
    rooms = day.get("rooms") or {}
    if not isinstance(rooms, dict):
        yield _fault(f"{path}.rooms", "an object of lists")
        return
    for name, events in rooms.items():
        where = f"{path}.rooms[{name[:60]!r}]"
        if not _objects(events):
            yield _fault(where, "a list of objects")
            continue
        for number, event in enumerate(events):
            yield from _event(event, f"{where}[{number}]")


def _event(event: Mapping[str, Any], path: str) -> Iterator[Problem]:
    wrong = list(_members(event, _EVENT, path))
    yield from wrong
    if wrong and any(fault.where.endswith((".persons", ".links")) for fault in wrong):
        return
    for number, person in enumerate(event.get("persons") or ()):
        yield from _members(person, _PERSON, f"{path}.persons[{number}]")
    for number, link in enumerate(event.get("links") or ()):
        yield from _members(link, _LINK, f"{path}.links[{number}]")


def _members(thing: Mapping[str, Any], checks: Mapping[str, _Check], path: str) -> Iterator[Problem]:
    for name, check in checks.items():
        value = thing.get(name)
        if value is not None and not check(value):
            yield _fault(f"{path}.{name}", _NAMES[check])


def _fault(where: str, wanted: str) -> Problem:
    return Problem("json.wrong_type", where, f"{where} must be {wanted}.")
