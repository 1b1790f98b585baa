"""How two states of the programme differ, sitting by sitting. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Placed:
    """A sitting in one state of the programme."""

    sitting: int
    session: int
    title: str
    start: datetime
    end: datetime
    place: int | None
    place_name: str = ""
    cancelled: bool = False

    @property
    def where(self) -> dict[str, str]:
        """As a change log keeps it."""
        return {"start": self.start.isoformat(), "end": self.end.isoformat(), "place": self.place_name}


@dataclass(frozen=True, slots=True)
class Moved:
    before: Placed
    after: Placed


@dataclass(frozen=True, slots=True)
class Differences:
    """What is new, what has another time or place, and what is not there any more."""

    created: tuple[Placed, ...] = ()
    moved: tuple[Moved, ...] = ()
    cancelled: tuple[Placed, ...] = ()

    @property
    def count(self) -> int:
        return len(self.created) + len(self.moved) + len(self.cancelled)


def between(before: Iterable[Placed], after: Iterable[Placed]) -> Differences:
    """What leads from one state to the other; a cancelled sitting is one that is not there."""
    old = {one.sitting: one for one in before if not one.cancelled}
    new = {one.sitting: one for one in after if not one.cancelled}
    moved = [Moved(old[key], one) for key, one in new.items() if key in old and _other(old[key], one)]
    return Differences(
        created=tuple(_ordered(one for key, one in new.items() if key not in old)),
        moved=tuple(sorted(moved, key=lambda pair: (pair.after.start, pair.after.sitting))),
        cancelled=tuple(_ordered(one for key, one in old.items() if key not in new)),
    )


def _other(old: Placed, new: Placed) -> bool:
    return (old.start, old.end, old.place) != (new.start, new.end, new.place)


def _ordered(rows: Iterable[Placed]) -> list[Placed]:
    return sorted(rows, key=lambda one: (one.start, one.sitting))
