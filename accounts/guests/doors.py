"""Where guests may come in. Rooms, of which this package knows nothing, register theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.errors import NotFound
from core.models import Conference


@dataclass(frozen=True, slots=True)
class Door:
    """A place that lets guests in: the scope in which they may something, and its address."""

    scope: str
    url: str


# (conference, code) -> where the code leads; None for one that leads nowhere or where no guests are wanted
Find = Callable[[Conference, str], Door | None]
_finders: list[Find] = []


def register(find: Find) -> None:
    if find not in _finders:
        _finders.append(find)


def find(conference: Conference, code: str) -> Door:
    """The door of a code. NotFound alike for a wrong code and for a room without guests."""
    for one in _finders:
        door = one(conference, code)
        if door is not None:
            return door
    raise NotFound
