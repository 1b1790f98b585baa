"""The live queue on paper: seeded arrivals, mentors who come and go, offers that are taken, declined or missed.

Distributions as in the design's simulation: Poisson arrivals over three hours, topics by Dirichlet, 12 % conflicts,
15 % hard to place (a mentor fits one of them with 15 %), patience exponential with 15 min, chats of about 15 min,
offers accepted with 80 %, declined with 12 %, else missed after 60 s, which pauses the mentor for 3 min.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from networking.matchmaking import tick

LASTS, CHAT, OFFER, PAUSE, STEP = 3 * 3600, 900, 60, 180, 10
Floats = npt.NDArray[np.float64]
Pairs = list[tuple[int, int]]
Policy = Callable[[tick.Queue, int], Pairs]


@dataclass
class Day:
    """What is given: n who arrive, m mentors. `fit` is 0..1."""

    arrives: Floats
    fit: Floats
    apart: npt.NDArray[np.bool_]
    hard: npt.NDArray[np.bool_]
    patience: Floats
    rest: Floats
    lasts: Floats
    comes: Floats
    goes: Floats
    mood: Floats


def a_day(seed: int, an_hour: float, mentors: int, *, all_day: bool = False) -> Day:
    """`all_day`: the mentors are there from the first moment to the last."""
    random = np.random.default_rng(seed)
    arrives = np.cumsum(random.exponential(3600 / an_hour, int(an_hour * 4 + 50)))
    arrives = arrives[arrives < LASTS - CHAT]
    n = len(arrives)
    fit = random.dirichlet(np.full(12, 0.3), n) @ random.dirichlet(np.full(12, 0.5), mentors).T
    fit = np.clip(fit / np.quantile(fit, 0.99), 0, 1)
    hard = random.random(n) < 0.15
    apart = (random.random((n, mentors)) < 0.12) | (hard[:, None] & (random.random((n, mentors)) < 0.85))
    comes = np.zeros(mentors) if all_day else random.uniform(0, LASTS / 2, mentors)
    goes = (
        np.full(mentors, float(LASTS)) if all_day else np.minimum(LASTS, comes + random.uniform(3600, LASTS, mentors))
    )
    return Day(
        arrives, fit, apart, hard, np.clip(random.exponential(900, n), 120, 3600), random.uniform(60, 240, mentors),
        np.clip(random.normal(CHAT, 150, n), 300, 1500), comes, goes, random.random((n, mentors)),
    )  # fmt: skip


@dataclass
class State:
    day: Day
    served: npt.NDArray[np.bool_]
    tried: npt.NDArray[np.bool_]
    free_at: Floats
    load: Floats
    line: list[int] = field(default_factory=list)
    ends: list[tuple[float, int, int, str]] = field(default_factory=list)


def run(day: Day, policy: Policy) -> npt.NDArray[np.bool_]:
    """Who was served, (n,)."""
    n, m = day.fit.shape
    now = State(day, np.zeros(n, bool), np.zeros((n, m), bool), day.comes.copy(), np.zeros(m))
    come = 0
    for t in range(0, LASTS, STEP):
        while come < n and day.arrives[come] <= t:
            now.line.append(come)
            come += 1
        _end_offers(now, t)
        now.line = sorted(i for i in now.line if t - day.arrives[i] < day.patience[i])
        there = np.flatnonzero((now.free_at <= t) & (t + 600 < day.goes))
        if now.line and len(there):
            _offer(now, t, there, policy)
    return now.served


def _end_offers(now: State, t: int) -> None:
    while now.ends and now.ends[0][0] <= t:
        at, i, j, how = heapq.heappop(now.ends)
        if how == "accepted":
            now.served[i] = True
            now.load[j] += 1
            now.free_at[j] = at + now.day.lasts[i] + now.day.rest[j]
        else:
            now.free_at[j] = at if how == "declined" else at + PAUSE
            now.line.append(i)


def _offer(now: State, t: int, there: npt.NDArray[np.int_], policy: Policy) -> None:
    day, line = now.day, np.array(now.line)
    on_duty = (day.comes <= t) & (t < day.goes)
    queue = tick.Queue(
        scores=1000 * day.fit[np.ix_(line, there)],
        ok=~day.apart[np.ix_(line, there)] & ~now.tried[np.ix_(line, there)],
        waited=t - day.arrives[line],
        eligible=(~day.apart[line][:, on_duty]).mean(1),
        load=now.load[there],
    )
    for a, b in policy(queue, int(on_duty.sum())):
        i, j = int(line[a]), int(there[b])
        now.line.remove(i)
        now.tried[i, j] = True
        now.free_at[j] = np.inf
        mood = day.mood[i, j]
        how = "accepted" if mood < 0.8 else "declined" if mood < 0.92 else "missed"
        heapq.heappush(now.ends, (t + {"accepted": 5 + 20 * mood, "declined": 15, "missed": OFFER}[how], i, j, how))


def greedy(queue: tick.Queue, on_duty: int) -> Pairs:
    """Each in turn gets the best of those who are free: what one would do without a plan."""
    return _in_turn(queue, queue.scores)


def first_come(queue: tick.Queue, on_duty: int) -> Pairs:
    """Each in turn gets whoever has had least to do."""
    return _in_turn(queue, np.broadcast_to(-queue.load, queue.scores.shape))


def _in_turn(queue: tick.Queue, liking: Floats) -> Pairs:
    pairs: Pairs = []
    free = np.ones(queue.ok.shape[1], bool)
    for i in np.argsort(-queue.waited, kind="stable"):
        open_to = queue.ok[i] & free
        if open_to.any():
            j = int(np.where(open_to, liking[i], -np.inf).argmax())
            free[j] = False
            pairs.append((int(i), j))
    return pairs


def shares(seeds: range, an_hour: float, mentors: int, policy: Policy, who: str, **more: bool) -> tuple[float, float]:
    """Served of all, and of those hard to place or of the worst-fitting quarter, in percent over the seeds."""
    everybody: list[npt.NDArray[np.bool_]] = []
    some_of_them: list[npt.NDArray[np.bool_]] = []
    for seed in seeds:
        day = a_day(seed, an_hour, mentors, **more)
        served = run(day, policy)
        best = np.where(day.apart, 0, day.fit).mean(1)
        chosen = day.hard if who == "hard" else best <= np.quantile(best, 0.25)
        everybody.append(served)
        some_of_them.append(served[chosen])
    return 100 * float(np.concatenate(everybody).mean()), 100 * float(np.concatenate(some_of_them).mean())
