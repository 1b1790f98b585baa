"""Who is offered to whom, and how long one waits. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Waiting:
    """A ticket as far as pairing sees it. `topics` empty: any field."""

    ticket: int
    person: int
    member: int
    topics: frozenset[int]
    languages: frozenset[str]
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class OnDuty:
    """A mentor who is free now. `since`: how long she has been free."""

    duty: int
    person: int
    member: int
    topics: frozenset[int]
    languages: frozenset[str]
    since: datetime


def fits(one: Waiting, other: OnDuty) -> bool:
    """The facts: a shared field, a shared language. What nobody stated restricts nothing."""
    field = not one.topics or not other.topics or bool(one.topics & other.topics)
    language = not one.languages or not other.languages or bool(one.languages & other.languages)
    return field and language and one.person != other.person


def next_pair(
    waiting: Iterable[Waiting], on_duty: Sequence[OnDuty], may_meet: Callable[[Waiting, OnDuty], bool]
) -> tuple[Waiting, OnDuty] | None:
    """The one who waits longest among those somebody fits, with the mentor free for longest.

    `may_meet` knows what is private: blocks, earlier declines, who met already, who is busy.
    """
    for one in sorted(waiting, key=lambda w: (w.joined_at, w.ticket)):
        for other in sorted(on_duty, key=lambda d: (d.since, d.duty)):
            if fits(one, other) and may_meet(one, other):
                return one, other
    return None


def place(mine: Waiting, waiting: Iterable[Waiting]) -> int:
    """One's place in the line, from 1."""
    return 1 + sum((w.joined_at, w.ticket) < (mine.joined_at, mine.ticket) for w in waiting)


def usual_wait(recent: Sequence[timedelta]) -> tuple[int, int] | None:
    """From a quarter to three quarters of recent waits, in minutes, rounded outward; None for fewer than three."""
    if len(recent) < 3:
        return None
    ordered = sorted(recent)
    low, high = ordered[len(ordered) // 4], ordered[(3 * len(ordered)) // 4]
    return int(low.total_seconds() // 60), max(1, -int(-high.total_seconds() // 60))


def shared_reasons(one: Waiting, other: OnDuty, names: dict[int, str]) -> list[str]:
    """Why these two: the fields they share, by name. At most three."""
    return [names[key] for key in sorted(one.topics & other.topics) if key in names][:3]
