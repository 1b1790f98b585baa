"""What one can report. Features above register their kinds: moderation knows no messages.

    targets.register("message", rules.reported)

`find(actor, key)` gives what it says now, or raises NotFound for what this actor may not see: nobody finds out by
reporting what is there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.actor import Actor
from core.errors import NotFound


@dataclass(frozen=True, slots=True)
class Found:
    """What a report is about. `membership_id` is None where nobody may know the author."""

    conference_id: int
    membership_id: int | None
    text: str
    place: str = ""
    url: str = ""


Find = Callable[[Actor, str], Found]
# Which conference a key belongs to, before we know who asks
Where = Callable[[str], int | None]
_targets: dict[str, tuple[Where, Find]] = {}


def register(kind: str, *, where: Where, find: Find) -> None:
    _targets[kind] = (where, find)


def kinds() -> list[str]:
    return sorted(_targets)


def conference_of(kind: str, key: str) -> int:
    """The conference of what is reported, or NotFound."""
    where = _targets[kind][0](key) if kind in _targets else None
    if where is None:
        raise NotFound
    return where


def find(actor: Actor, kind: str, key: str) -> Found:
    if kind not in _targets:
        raise NotFound
    return _targets[kind][1](actor, key)
