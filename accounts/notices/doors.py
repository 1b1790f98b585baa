"""Where a letter leads somebody without a password: features that let her in by other ways register here.

What stands in the app keeps its own address. Only the letter, on its way out, has hers: its words are in no table.
"""

from __future__ import annotations

from collections.abc import Callable

from icalendar import Calendar, Component

# (person, conference) -> the whole address of her own page there, or ""
Door = Callable[[int, int], str]
_doors: list[Door] = []


def register(door: Door) -> None:
    if door not in _doors:
        _doors.append(door)


def of(person_id: int, conference_id: int | None) -> str:
    """Her way in to that conference, or "" for who signs in as everybody does."""
    if conference_id is None:
        return ""
    return next(filter(None, (door(person_id, conference_id) for door in _doors)), "")


def through(calendar: str, url: str, door: str) -> str:
    """A calendar file whose entries lead through the door where they led to `url`."""
    if not calendar:
        return calendar
    read = Calendar.from_ical(calendar)
    for entry in read.walk():
        _lead(entry, url, door)
    return str(read.to_ical().decode())


def _lead(entry: Component, url: str, door: str) -> None:
    for name in ("url", "description"):
        if name in entry and url in (said := str(entry[name])):
            del entry[name]
            entry.add(name, said.replace(url, door))
