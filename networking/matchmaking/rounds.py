"""Batch rounds: who meets whom and when, exact and fair. Pure: arrays in, pairs out; no database, no clock.

One round gives each mentee at most one chat. It is a min-cost max-flow

    source -> mentee -> (mentor, slot) -> mentor -> sink

so that first as many as possible are served, then the earlier tiers, then the scores are as high as they can be; the
result is integral and provably optimal (Ahuja, Magnanti, Orlin, "Network Flows", 1993, chapters 9 and 11). A bonus per
meeting inside the scores would not reach the largest coverage, and several chats at once are no flow: further rounds
are solved on what the earlier ones left.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from ortools.graph.python import min_cost_flow

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
MOST_SCORE = 1_000_000
MOST_TIERS = 4


class BadInstance(ValueError):
    """The arrays do not fit together; the text says which and how."""


class Meeting(NamedTuple):
    """Rows of the instance: mentee, mentor, slot."""

    mentee: int
    mentor: int
    slot: int


@dataclass(frozen=True, slots=True)
class Instance:
    """What a round is solved on: m mentees, n mentors, s slots of equal length that do not overlap.

    score: m x n whole numbers from 0 to 1,000,000, higher is better · allowed: m x n, false for conflict, block,
    no-thanks, other language · mentee_free: m x s · mentor_free: n x s · capacity: n, chats a mentor gives in all ·
    wanted: m, chats a mentee would like in all · tier: m, 0 is served first, at most 3 · mentee_ids, mentor_ids: public
    names; they, and not the order of the rows, decide between equals.
    """

    score: Ints
    allowed: Bools
    mentee_free: Bools
    mentor_free: Bools
    capacity: Ints
    wanted: Ints
    tier: Ints
    mentee_ids: Sequence[str]
    mentor_ids: Sequence[str]
    seed: str = ""

    def __post_init__(self) -> None:
        mentees, mentors = self.score.shape
        shapes = {
            "allowed": (self.allowed.shape, (mentees, mentors)),
            "mentee_free": (self.mentee_free.shape, (mentees, self.mentor_free.shape[-1])),
            "mentor_free": (self.mentor_free.shape, (mentors, self.mentee_free.shape[-1])),
            "capacity": (self.capacity.shape, (mentors,)),
            "wanted": (self.wanted.shape, (mentees,)),
            "tier": (self.tier.shape, (mentees,)),
            "mentee_ids": ((len(set(self.mentee_ids)),), (mentees,)),
            "mentor_ids": ((len(set(self.mentor_ids)),), (mentors,)),
        }
        for name, (shape, due) in shapes.items():
            if shape != due:
                raise BadInstance(f"{name} has shape {shape}, {due} is due")
        _within("score", self.score, MOST_SCORE)
        _within("capacity", self.capacity, 10_000)
        _within("wanted", self.wanted, 100)
        _within("tier", self.tier, MOST_TIERS - 1)


def _within(name: str, numbers: Ints, most: int) -> None:
    if numbers.size and (numbers.min() < 0 or numbers.max() > most):
        raise BadInstance(f"{name} lies outside 0 to {most}")


@dataclass(frozen=True, slots=True)
class Round:
    """What one run of the solver added. `welfare` is the sum of the scores of its meetings."""

    meetings: list[Meeting]
    welfare: int


@dataclass(slots=True)
class _Left:
    """What is still to be had: earlier meetings taken off."""

    allowed: Bools
    mentee_free: Bools
    mentor_free: Bools
    capacity: Ints
    wanted: Ints
    met: Ints = field(repr=False)


def solve(instance: Instance, *, most_rounds: int | None = None, fixed: Sequence[Meeting] = ()) -> list[Round]:
    """Round after round until nothing can be added, or `most_rounds` are done.

    `fixed` are meetings that stand already (published, booked by hand): they take their people, slots and places and
    are never moved. Raises BadInstance when they do not fit the instance.
    """
    left = _left(instance, fixed)
    rounds: list[Round] = []
    while most_rounds is None or len(rounds) < most_rounds:
        meetings = _one_round(instance, left)
        if not meetings:
            break
        for meeting in meetings:
            _take(left, meeting)
        rounds.append(Round(meetings, int(sum(instance.score[m.mentee, m.mentor] for m in meetings))))
    return rounds


def _left(instance: Instance, fixed: Sequence[Meeting]) -> _Left:
    left = _Left(
        instance.allowed.copy(),
        instance.mentee_free.copy(),
        instance.mentor_free.copy(),
        instance.capacity.copy(),
        instance.wanted.copy(),
        np.zeros(len(instance.wanted), np.int64),
    )
    mentees, mentors = instance.score.shape
    slots = instance.mentee_free.shape[1]
    for meeting in fixed:
        if not (0 <= meeting.mentee < mentees and 0 <= meeting.mentor < mentors and 0 <= meeting.slot < slots):
            raise BadInstance(f"{meeting} is not in the instance")
        _take(left, meeting)
    return left


def _take(left: _Left, meeting: Meeting) -> None:
    mentee, mentor, slot = meeting
    left.allowed[mentee, mentor] = False  # a pair meets once
    left.mentee_free[mentee, slot] = False
    left.mentor_free[mentor, slot] = False
    left.capacity[mentor] -= 1
    left.met[mentee] += 1


def _one_round(instance: Instance, left: _Left) -> list[Meeting]:
    """At most one meeting for each mentee who wants more: maximum flow first, then least cost."""
    mentees = [i for i in _in_order(instance.mentee_ids, instance.seed) if left.wanted[i] > left.met[i]]
    mentors = [j for j in _in_order(instance.mentor_ids, instance.seed) if left.capacity[j] > 0]
    if not mentees or not mentors:
        return []
    network = _Network(instance, left, np.array(mentees), np.array(mentors))
    return network.solve()


def _in_order(names: Sequence[str], seed: str) -> list[int]:
    """Rows by a hash of their public names: the order of the input cannot decide between equals."""
    digests = [hashlib.sha256(f"{seed}:{name}".encode()).digest() for name in names]
    return sorted(range(len(names)), key=digests.__getitem__)


class _Network:
    """Nodes: 0 source, 1 sink, then mentees, then used (mentor, slot) pairs, then mentors."""

    def __init__(self, instance: Instance, left: _Left, mentees: Ints, mentors: Ints) -> None:
        self.mentees, self.mentors = mentees, mentors
        allowed = left.allowed[np.ix_(mentees, mentors)]
        free, offered = left.mentee_free[mentees], left.mentor_free[mentors]
        who, whom = np.nonzero(allowed)
        pair, self.slot = np.nonzero(free[who] & offered[whom])
        self.who, self.whom = who[pair], whom[pair]
        self.score = instance.score[mentees[self.who], mentors[self.whom]]
        self.tier = instance.tier[mentees]
        self.capacity = left.capacity[mentors]
        self.slots = free.shape[1]

    def solve(self) -> list[Meeting]:
        if not len(self.who):
            return []
        # Here and not above: it takes a quarter of a second to load, and rounds are solved by a job
        from ortools.graph.python import min_cost_flow

        flow = min_cost_flow.SimpleMinCostFlow()
        choices = self._build(flow)
        status = flow.solve_max_flow_with_min_cost()
        if status != flow.OPTIMAL:
            raise RuntimeError(f"the solver ended with {status}")
        chosen = np.flatnonzero(flow.flows(choices))
        found = zip(self.mentees[self.who[chosen]], self.mentors[self.whom[chosen]], self.slot[chosen], strict=True)
        return [Meeting(int(mentee), int(mentor), int(slot)) for mentee, mentor, slot in found]

    def _build(self, flow: min_cost_flow.SimpleMinCostFlow) -> Ints:
        """Fill the network; the numbers of the arcs from mentees to (mentor, slot)."""
        places, at = np.unique(self.whom * self.slots + self.slot, return_inverse=True)
        m, p, n = len(self.mentees), len(places), len(self.mentors)
        mentee, place, mentor = 2 + np.arange(m), 2 + m + np.arange(p), 2 + m + p + np.arange(n)
        add = flow.add_arcs_with_capacity_and_unit_cost
        # One step of a tier outweighs all scores together; which tiers are served never costs coverage, as the flow
        # is the largest one first.
        step = int(self.score.max()) * m + 1
        latest = int(self.tier.max())
        worth = np.array([sum((m + 1) ** k for k in range(latest - tier)) * step for tier in self.tier.tolist()])
        add(np.zeros(m, int), mentee, np.ones(m, int), -worth.astype(np.int64))
        choices = add(mentee[self.who], place[at], np.ones(len(self.who), int), -self.score)
        add(place, mentor[places // self.slots], np.ones(p, int), np.zeros(p, int))
        add(mentor, np.ones(n, int), self.capacity, np.zeros(n, int))
        flow.set_node_supply(0, m)
        flow.set_node_supply(1, -m)
        return np.asarray(choices)
