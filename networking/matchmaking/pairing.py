"""Who is offered to whom, and how long one waits. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from networking.matchmaking import tick

ENOUGH = 3  # waits from which one can say anything


@dataclass(frozen=True, slots=True)
class Waiting:
    """A ticket as far as pairing sees it. `topics` empty: any field. `peers`: an ambassador will do."""

    ticket: int
    person: int
    member: int
    topics: frozenset[int]
    languages: frozenset[str]
    joined_at: datetime
    peers: bool = False


@dataclass(frozen=True, slots=True)
class OnDuty:
    """A mentor who is free now, `since` when. `peer`: an ambassador, for those who asked for one."""

    duty: int
    person: int
    member: int
    topics: frozenset[int]
    languages: frozenset[str]
    since: datetime
    peer: bool = False


def fits(one: Waiting, other: OnDuty) -> bool:
    """The facts: a shared field, a shared language. What nobody stated restricts nothing."""
    field = not one.topics or not other.topics or bool(one.topics & other.topics)
    language = not one.languages or not other.languages or bool(one.languages & other.languages)
    return field and language and one.person != other.person and (one.peers or not other.peer)


def score(one: Waiting, other: OnDuty) -> int:
    """How well they fit, 0..1000: the share of the wanted fields the mentor has; half where nothing was wanted."""
    if not one.topics or not other.topics:
        return 500
    return 1000 * len(one.topics & other.topics) // len(one.topics)


def plan(
    waiting: Sequence[Waiting],
    free: Sequence[OnDuty],
    serving: Sequence[OnDuty],
    now: datetime,
    apart: Container[tuple[int, int]],
    load: Mapping[int, int],
) -> list[tuple[Waiting, OnDuty]]:
    """Who is offered to whom at this moment. `serving` are all on duty, `apart` (ticket, duty) not to be offered.

    The same for any order of the input.
    """  # fmt: skip
    line = sorted(waiting, key=lambda w: (w.joined_at, w.ticket))
    there = sorted(free, key=lambda d: (d.peer, d.since, d.duty))
    mentors = [d for d in serving if not d.peer]
    if not line or not there:
        return []
    queue = tick.Queue(
        scores=np.array([[float(score(w, d)) for d in there] for w in line]),
        ok=np.array([[fits(w, d) and (w.ticket, d.duty) not in apart for d in there] for w in line]),
        waited=np.array([(now - w.joined_at).total_seconds() for w in line]),
        eligible=np.array([sum(fits(w, d) for d in mentors) / max(1, len(mentors)) for w in line]),
        load=np.array([float(load.get(d.duty, 0)) for d in there]),
    )
    return [(line[i], there[j]) for i, j in tick.assign(queue, len(mentors))]


def place(mine: Waiting, waiting: Iterable[Waiting]) -> int:
    """One's place in the line, from 1."""
    return 1 + sum((w.joined_at, w.ticket) < (mine.joined_at, mine.ticket) for w in waiting)


def usual_wait(recent: Sequence[timedelta]) -> tuple[int, int] | None:
    """From a quarter to three quarters of recent waits, in minutes, rounded outward; None for fewer than three."""
    if len(recent) < ENOUGH:
        return None
    ordered = sorted(recent)
    low, high = ordered[len(ordered) // 4], ordered[(3 * len(ordered)) // 4]
    return int(low.total_seconds() // 60), max(1, -int(-high.total_seconds() // 60))


def shared_reasons(one: Waiting, other: OnDuty, names: dict[int, str]) -> list[str]:
    """Why these two: the fields they share, by name. At most three."""
    return [names[key] for key in sorted(one.topics & other.topics) if key in names][:3]
