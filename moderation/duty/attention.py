"""Nobody waits for nobody: what waits in which queue, told by the features that have queues.

A feature registers in its `AppConfig.ready()`:

    attention.register("question", waiting.questions)

`find(now)` gives what waits there for a moderator, in rooms whose chairs are on duty. Orders do not matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

Find = Callable[[datetime], Iterable["Waiting"]]


def _nobody() -> None:
    """Nobody in particular waits for an answer."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One item. `tell` tells whoever waits that the organizers were called; it may be asked for more than once."""

    conference_id: int
    scope: str
    place: str
    url: str
    since: datetime
    tell: Callable[[], None] = _nobody


_finders: dict[str, Find] = {}


def register(kind: str, find: Find) -> None:
    _finders[kind] = find


def waiting(now: datetime) -> dict[tuple[int, str], list[Waiting]]:
    """Everything that waits, by congress and queue."""
    found: dict[tuple[int, str], list[Waiting]] = {}
    for find in _finders.values():
        for one in find(now):
            found.setdefault((one.conference_id, one.scope), []).append(one)
    return found
