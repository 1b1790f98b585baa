"""iCalendar text (RFC 5545) as properties with their line numbers: unfolding, parameters, escapes.

We read lines ourselves, and do not build icalendar's component tree: the tree of a hostile file is
what would fill the memory, and people need the line of a fault.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

from schedule.exchange.document import Problem, refuse
from schedule.exchange.limits import MAX_ITEMS, too_many
from schedule.programme.prose import MAX_PROSE

MAX_LINES = 150_000
MAX_LINES_PER_COMPONENT = 500
_CARET = re.compile(r"\^([n^'])")
_SIGNS = {"n": "\n", "^": "^", "'": '"'}
_NO_PARAMS: dict[str, str] = {}
_NAME = re.compile(r"^[A-Za-z0-9-]{1,60}$")
_ESCAPE = re.compile(r"\\([\\;,nN])")
_PART = re.compile(r"(?:[^\\,]|\\.?)*", re.DOTALL)  # up to the next comma that is not escaped
_OPENING = b"BEGIN:VCALENDAR"


@dataclass(frozen=True, slots=True)
class Property:
    """One content line: `DTSTART;TZID=Europe/Berlin:20261126T090000`."""

    name: str
    value: str
    params: dict[str, str]
    line: int

    @property
    def text(self) -> str:
        """The value with its escapes undone."""
        return unescaped(self.value)


@dataclass(slots=True)
class Component:
    """A VEVENT or VTIMEZONE with its own properties; nested components are passed over."""

    name: str
    line: int
    properties: list[Property] = field(default_factory=list)

    def first(self, name: str) -> Property | None:
        """The first property of that name."""
        return next((prop for prop in self.properties if prop.name == name), None)

    def text(self, name: str) -> str:
        """The unescaped value of the first property of that name, or empty."""
        prop = self.first(name)
        return prop.text if prop else ""


def unescaped(value: str) -> str:
    """`value` with RFC 5545 backslash escapes undone."""
    return _ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)


def split_list(value: str) -> list[str]:
    """The parts of a comma separated value whose commas may be escaped."""
    parts: list[str] = []
    at = -1
    while at < len(value):
        found = _PART.match(value, at + 1)
        assert found is not None, "it matches the empty text, too"  # noqa: S101
        parts.append(unescaped(found[0]))
        at = found.end()
    return parts


def components(data: bytes, notes: list[Problem]) -> tuple[Component, list[Component]]:
    """The calendar's own properties, and its VEVENTs and VTIMEZONEs in order.

    Text before the calendar is passed over with a note. Raises FileRefusedError for a file without
    calendar, a truncated one, and one with too many events.
    """
    begins = data.upper().find(_OPENING)
    if begins < 0:
        raise refuse("ical.no_calendar", "line 1", "The file has no BEGIN:VCALENDAR.")
    if data[:begins].strip():
        notes.append(Problem("ical.text_before", "line 1", "Text before BEGIN:VCALENDAR was passed over."))
    if data.count(b"BEGIN:VEVENT") > MAX_ITEMS or data.count(b"\n") + data.count(b"\r") > 2 * MAX_LINES:
        raise too_many()
    calendar = Component("VCALENDAR", 0)
    found: list[Component] = []
    open_names: list[str] = []
    first_line = data.count(b"\n", 0, begins) + 1
    for prop in _properties(data[begins:].decode("utf-8"), first_line):
        if prop.name == "BEGIN":
            open_names.append(prop.value.strip().upper()[:40])
            _check_depth(open_names, prop.line)
            if len(open_names) == 2:
                found.append(Component(open_names[-1], prop.line))
        elif prop.name == "END":
            _close(open_names, prop)
        elif len(open_names) in (1, 2):
            _keep(calendar if len(open_names) == 1 else found[-1], prop)
    if open_names:
        raise refuse("ical.truncated", "end of file", f"The file ends inside {open_names[-1]}.")
    return calendar, found


def _check_depth(open_names: list[str], line: int) -> None:
    if len(open_names) > 4:
        raise refuse("ical.too_deep", f"line {line}", "Components are nested too deeply.")


def _close(open_names: list[str], prop: Property) -> None:
    if not open_names or open_names.pop() != prop.value.strip().upper()[:40]:
        raise refuse("ical.malformed", f"line {prop.line}", f"END:{prop.value[:40]} closes nothing that is open.")


def _keep(component: Component, prop: Property) -> None:
    if len(component.properties) >= MAX_LINES_PER_COMPONENT:
        raise refuse("ical.too_long", f"line {prop.line}", f"A {component.name} has too many lines.")
    component.properties.append(prop)


def _properties(text: str, first_line: int) -> Iterator[Property]:
    for number, line in _unfolded(text, first_line):
        if prop := _property(line, number):
            yield prop


def _unfolded(text: str, number: int) -> Iterator[tuple[int, str]]:
    parts: list[str] = []
    length, begun = 0, number
    for match in re.finditer(r"[^\r\n]+|\r?\n|\r", text):
        line = match[0]
        if line[0] in "\r\n":
            number += 1
            continue
        if line[0] in " \t" and parts:
            length += len(line)
            if length <= MAX_PROSE:
                parts.append(line[1:])
            continue
        if parts:
            yield begun, "".join(parts)
        parts, length, begun = [line[:MAX_PROSE]], len(line), number
    if parts:
        yield begun, "".join(parts)


def _property(line: str, number: int) -> Property | None:
    head, value = _halves(line)
    name, *pairs = _split_outside_quotes(head, ";")
    if not _NAME.match(name):
        return None
    params = {key.upper(): _param(found) for key, _, found in (pair.partition("=") for pair in pairs[:30])}
    return Property(sys.intern(name.upper()), value, params or _NO_PARAMS, number)


def _param(text: str) -> str:
    """The value of a parameter, its quotes taken off and RFC 6868's signs read."""
    bare = text.strip('"')
    return _CARET.sub(lambda match: _SIGNS[match[1]], bare) if "^" in bare else bare


def _halves(line: str) -> tuple[str, str]:
    """Name with parameters, and value: they part at the first colon outside quotes."""
    head, colon, value = line.partition(":")
    if '"' not in head:
        return (head, value) if colon else ("", "")
    parts = _split_outside_quotes(line[:2000], ":", most=1)
    return (parts[0], line[len(parts[0]) + 1 :]) if len(parts) > 1 else ("", "")


def _split_outside_quotes(text: str, separator: str, most: int = 60) -> list[str]:
    if '"' not in text:
        return text.split(separator, most)
    parts: list[str] = []
    quoted, begin = False, 0
    for index, sign in enumerate(text):
        if sign == '"':
            quoted = not quoted
        elif sign == separator and not quoted and len(parts) < most:
            parts.append(text[begin:index])
            begin = index + 1
    return [*parts, text[begin:]]
