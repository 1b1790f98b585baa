"""Who must not meet whom: blocks are known to accounts, wishes and conflicts above, so those register here how to ask.

The answers are facts without reasons: nobody learns from them which it was.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from accounts import blocks
from core.prepared import Question, gathered

# (person, conference, among whom) -> the question for those of them whom this person shall not meet
Source = Callable[[int, int, Collection[int]], Question[set[int]]]


def _blocks(person_id: int, conference_id: int, among: Collection[int]) -> Question[set[int]]:
    return blocks.asked(person_id, conference_id).then(lambda blocked: blocked & set(among))


_sources: list[Source] = [_blocks]


def register(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def of(person_id: int, conference_id: int, among: Collection[int]) -> set[int]:
    """Of `among` (persons) those whom this person shall not meet here. Every source is asked, whatever others say."""
    return asked(person_id, conference_id, among).answer()


def asked(person_id: int, conference_id: int, among: Collection[int]) -> Question[set[int]]:
    """The same as a question, to be asked with others."""
    questions = [source(person_id, conference_id, among) for source in _sources]
    return gathered(questions).then(lambda answers: set().union(*answers))
