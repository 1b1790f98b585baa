"""What keeps people from meeting: chats and talks are known above, so they register here how to ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import datetime

from core.prepared import Question, gathered
from networking.mentors.cells import Span

Spans = dict[int, list[Span]]
# (people, from, until) -> the question for the spans in which each of them is taken
Source = Callable[[Collection[int], datetime, datetime], Question[Spans]]
_sources: list[Source] = []


def register(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def of(people: Collection[int], start: datetime, end: datetime) -> Spans:
    """The spans between `start` and `end` in which these people are taken, from all sources."""
    return asked(people, start, end).answer()


def asked(people: Collection[int], start: datetime, end: datetime) -> Question[Spans]:
    """The same as a question, to be asked with others."""
    return gathered([source(people, start, end) for source in _sources]).then(_joined)


def _joined(answers: list[Spans]) -> Spans:
    found: Spans = defaultdict(list)
    for answer in answers:
        for person, spans in answer.items():
            found[person] += spans
    return found
