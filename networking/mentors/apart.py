"""Who must not meet whom: blocks are known to accounts, wishes and conflicts above, so those register here how to ask.

The answers are facts without reasons: nobody learns from them which it was.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from accounts import queries as people

# (person, conference, among whom) -> those of them whom this person shall not meet
Source = Callable[[int, int, Collection[int]], set[int]]


def _blocks(person_id: int, conference_id: int, among: Collection[int]) -> set[int]:
    return people.blocked_either_way(person_id, conference_id) & set(among)


_sources: list[Source] = [_blocks]


def register(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def of(person_id: int, conference_id: int, among: Collection[int]) -> set[int]:
    """Of `among` (persons) those whom this person shall not meet here. Every source is asked, whatever others say."""
    found: set[int] = set()
    for source in _sources:
        found |= source(person_id, conference_id, among)
    return found
