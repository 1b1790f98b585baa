"""What follows in a place when a session there ends later. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

SHORTEST_BREAK = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Span:
    """A sitting in the place, by its id. Breaks give way: they begin later and end when they were to end."""

    id: int
    start: datetime
    end: datetime
    gives_way: bool = False


def ripple(end: datetime, following: Iterable[Span]) -> list[Span]:
    """Those of the following (all of one place) that must move because what is before them ends at `end`.

    Gaps and breaks take up the delay, so that it dies away; lengths of sessions stay.
    """
    moved: list[Span] = []
    for span in sorted(following, key=lambda one: one.start):
        if span.start >= end:
            break
        late = end - span.start
        if span.gives_way and span.end - end >= SHORTEST_BREAK:
            found = replace(span, start=end)
        elif span.gives_way:
            found = replace(span, start=end, end=end + SHORTEST_BREAK)
        else:
            found = replace(span, start=span.start + late, end=span.end + late)
        moved.append(found)
        end = found.end
    return moved
