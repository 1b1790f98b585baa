"""Who may call whom: owners of rooms for a few people register here how to ask.

A call room is named like the stream its people follow: `chat:5`, `table:2`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.actor import Actor
from core.errors import NotFound


@dataclass(frozen=True, slots=True)
class Kind:
    """`may_call(actor, key)` raises NotFound for whoever has no part in it; it is False while nobody may call there."""

    conference_of: Callable[[str], int | None]
    may_call: Callable[[Actor, str], bool]


@dataclass(frozen=True, slots=True)
class CallRoom:
    """The place of a call; its people follow `stream`."""

    stream: str
    key: str
    kind: Kind
    conference_id: int


_kinds: dict[str, Kind] = {}


def register(name: str, kind: Kind) -> None:
    _kinds[name] = kind


def find(stream: str) -> CallRoom:
    """The call room of that name; NotFound for one that is not there, whatever is wrong with the name."""
    name, _, key = stream.partition(":")
    kind = _kinds.get(name)
    conference = kind.conference_of(key) if kind and key.isascii() and key.isdigit() and len(key) < 19 else None
    if kind is None or conference is None:
        raise NotFound
    return CallRoom(stream, key, kind, conference)
