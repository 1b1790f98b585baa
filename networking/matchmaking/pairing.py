"""Who is offered to whom, and how long one waits. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from networking.matchmaking import scoring, tick
from networking.matchmaking.scoring import Side, Weights

ENOUGH = 3  # waits from which one can say anything
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Worth:
    """What counts how much here, and how pairs of members like each other (who, whom)."""

    weights: Weights = field(default_factory=Weights)
    liked: Mapping[Pair, str] = field(default_factory=dict)

    def scores(self, line: Sequence[Waiting], there: Sequence[OnDuty]) -> npt.NDArray[np.float64]:
        """0 to 1000 for each pair, as in the rounds."""
        rows = {w.member: i for i, w in enumerate(line)}
        columns = {d.member: j for j, d in enumerate(there)}
        found = scoring.scores(
            [w.side for w in line], [d.side for d in there], self.weights,
            liked={(rows[a], columns[b]): how for (a, b), how in self.liked.items() if a in rows and b in columns},
        )  # fmt: skip
        return found.astype(np.float64)


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
    side: Side = field(default_factory=Side)


@dataclass(frozen=True, slots=True)
class OnDuty:
    """A mentor on duty, in this state `since` when. `peer`: an ambassador, for those who asked for one."""

    duty: int
    person: int
    member: int
    topics: frozenset[int]
    languages: frozenset[str]
    since: datetime
    peer: bool = False
    side: Side = field(default_factory=Side)
    free: bool = True


def fits(one: Waiting, other: OnDuty) -> bool:
    """The facts: a shared field, a shared language. What nobody stated restricts nothing."""
    field = not one.topics or not other.topics or bool(one.topics & other.topics)
    language = not one.languages or not other.languages or bool(one.languages & other.languages)
    return field and language and one.person != other.person and (one.peers or not other.peer)


def how_many_fit(one: Waiting, others: Iterable[OnDuty]) -> tuple[int, int]:
    """How many mentors fit, and how many ambassadors would if she took one."""
    asking = replace(one, peers=True)
    found = [other.peer for other in others if fits(asking, other)]
    return found.count(False), found.count(True)


def fitting(line: Sequence[Waiting], others: Sequence[OnDuty]) -> npt.NDArray[np.bool_]:
    """`fits` of everybody with everybody."""
    field = _meet([w.topics for w in line], [d.topics for d in others])
    language = _meet([w.languages for w in line], [d.languages for d in others])
    two = np.array([w.person for w in line])[:, None] != np.array([d.person for d in others])[None, :]
    asked = np.array([w.peers for w in line])[:, None] | ~np.array([d.peer for d in others], bool)[None, :]
    found: npt.NDArray[np.bool_] = field & language & two & asked
    return found


def _meet(left: Sequence[frozenset[Any]], right: Sequence[frozenset[Any]]) -> npt.NDArray[np.bool_]:
    """Whether two sets share something, or one of them is empty."""
    words = {word: number for number, word in enumerate({word for each in (*left, *right) for word in each})}
    # Floats: only their products are quick
    marks = [np.zeros((len(side), len(words)), np.float32) for side in (left, right)]
    for mark, side in zip(marks, (left, right), strict=True):
        for row, each in enumerate(side):
            mark[row, [words[word] for word in each]] = 1
    silent = [(mark.sum(1) == 0) for mark in marks]
    found: npt.NDArray[np.bool_] = (marks[0] @ marks[1].T > 0) | silent[0][:, None] | silent[1][None, :]
    return found


def plan(
    waiting: Sequence[Waiting],
    free: Sequence[OnDuty],
    serving: Sequence[OnDuty],
    now: datetime,
    apart: Collection[Pair],
    load: Mapping[int, int],
    worth: Worth,
) -> list[tuple[Waiting, OnDuty]]:
    """Who is offered to whom at this moment. `serving` are all on duty, `apart` (ticket, duty) not to be offered.

    The same for any order of the input.
    """  # fmt: skip
    line = sorted(waiting, key=lambda w: (w.joined_at, w.ticket))
    there = sorted(free, key=lambda d: (d.peer, d.since, d.duty))
    mentors = [d for d in serving if not d.peer]
    if not line or not there:
        return []
    may = fitting(line, there)
    rows, columns = {w.ticket: i for i, w in enumerate(line)}, {d.duty: j for j, d in enumerate(there)}
    for ticket, duty in apart:
        if ticket in rows and duty in columns:
            may[rows[ticket], columns[duty]] = False
    queue = tick.Queue(
        scores=worth.scores(line, there),
        ok=may,
        waited=np.array([(now - w.joined_at).total_seconds() for w in line]),
        eligible=fitting(line, mentors).sum(1) / max(1, len(mentors)),
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
