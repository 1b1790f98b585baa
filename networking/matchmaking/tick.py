"""One tick of the live queue: who is offered to whom, so that also those are served whom few mentors fit.

Pure: arrays in, pairs out. Source of the value and its weights: the design's simulation (150 arrivals an hour, 40
mentors), repeated by tests/networking/test_tick.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
# With so few mentors the weighted rule starves the worst-fitting quarter (44 % against 59 % served): oldest first
FEW = 3
PATIENT = 300.0  # seconds of waiting that count as one unit of age
OLDEST = 4.0  # units of age beyond which waiting longer does not count more
AGE, SCARCITY, LOAD = 0.1, 1.0, 0.02
SCORES = 1000.0  # scores are 0..1000, as in the rounds


@dataclass(frozen=True, slots=True)
class Queue:
    """n who wait and m who are free.

    scores: (n, m), 0..1000. ok: (n, m), True where the two may be offered. waited: (n,), seconds.
    eligible: (n,), the share 0..1 of all mentors on duty who fit by facts. load: (m,), chats held at the queue so far.
    """

    scores: Floats
    ok: npt.NDArray[np.bool_]
    waited: Floats
    eligible: Floats
    load: Floats


def assign(queue: Queue, on_duty: int) -> list[tuple[int, int]]:
    """Pairs (index of who waits, index of who is free), each person at most once; `on_duty` counts busy mentors too.

    Value of a pair: 1 + score/1000 + 0.1 min(waited/300 s, 4) + 1.0 (1 - eligible) - 0.02 load, by the assignment of
    the greatest sum; with three or fewer mentors on duty the oldest whom somebody fits, with the best of those.
    Equal values go to the lower index: callers order both sides by something that does not change.
    """
    if not queue.ok.any():
        return []
    if on_duty <= FEW:
        return _oldest_first(queue)
    age = AGE * np.minimum(queue.waited / PATIENT, OLDEST)
    rows = 1.0 + age + SCARCITY * (1.0 - queue.eligible)
    value = np.where(queue.ok, queue.scores / SCORES + rows[:, None] - LOAD * queue.load[None, :], 0.0)
    if 1 in value.shape:  # one came, or one became free: nothing to weigh up, and nothing to load for it
        i, j = divmod(int(np.where(queue.ok, value, -np.inf).argmax()), value.shape[1])
        return [(i, j)]
    # Here and not above: SciPy takes a second to load, which every start of every process would pay
    from scipy.optimize import linear_sum_assignment

    found = zip(*linear_sum_assignment(value, maximize=True), strict=True)
    return [(int(i), int(j)) for i, j in found if queue.ok[i, j]]


def _oldest_first(queue: Queue) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    free = np.ones(queue.ok.shape[1], dtype=bool)
    for i in np.argsort(-queue.waited, kind="stable"):
        open_to = queue.ok[i] & free
        if open_to.any():
            j = int(np.where(open_to, queue.scores[i] - LOAD * SCORES * queue.load, -np.inf).argmax())
            free[j] = False
            pairs.append((int(i), j))
    return pairs
