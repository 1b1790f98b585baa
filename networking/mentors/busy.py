"""What keeps people from meeting: chats and talks are known above, so they register here how to ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import datetime

from networking.mentors.cells import Span

# (people, from, until) -> the spans in which each of them is taken
Source = Callable[[Collection[int], datetime, datetime], dict[int, list[Span]]]
_sources: list[Source] = []


def register(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def of(people: Collection[int], start: datetime, end: datetime) -> dict[int, list[Span]]:
    """The spans between `start` and `end` in which these people are taken, from all sources."""
    found: dict[int, list[Span]] = defaultdict(list)
    for source in _sources:
        for person, spans in source(people, start, end).items():
            found[person] += spans
    return found
