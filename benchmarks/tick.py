"""One tick of the live queue, 300 who wait and 100 who are free, beside going through the line in turn."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np

from networking.matchmaking import tick
from tests.networking import queue_simulation

WAITING, FREE, ROUNDS = 300, 100, 15


def a_queue(seed: int) -> tick.Queue:
    day = queue_simulation.a_day(seed, 150, FREE)
    fit = np.resize(day.fit, (WAITING, FREE))
    random = np.random.default_rng(seed)
    return tick.Queue(
        scores=1000 * fit,
        ok=random.random((WAITING, FREE)) < 0.7,
        waited=random.uniform(0, 1800, WAITING),
        eligible=random.random(WAITING),
        load=random.integers(0, 6, FREE).astype(float),
    )


def milliseconds(run: Callable[[tick.Queue, int], object]) -> float:
    taken = []
    for seed in range(ROUNDS):
        queue = a_queue(seed)
        start = time.perf_counter()
        run(queue, FREE)
        taken.append(1000 * (time.perf_counter() - start))
    return statistics.median(taken)


def main(options: list[str]) -> None:
    ours, theirs = milliseconds(tick.assign), milliseconds(queue_simulation.greedy)
    print(f"tick of {WAITING} waiting and {FREE} free, median of {ROUNDS}")
    print(f"  by value      {ours:7.1f} ms  (promise: below 200 ms)")
    print(f"  each in turn  {theirs:7.1f} ms  ratio {ours / theirs:.1f}")
