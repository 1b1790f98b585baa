"""Who is offered to whom at the live queue: what always holds, and what the rule is worth in simulation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from networking.matchmaking import tick
from tests.networking import queue_simulation as paper

pytestmark = pytest.mark.once


@some.composite
def queues(draw: some.DrawFn) -> tick.Queue:
    n, m = draw(some.integers(1, 7)), draw(some.integers(1, 7))
    random = np.random.default_rng(draw(some.integers(0, 2**32)))
    return tick.Queue(
        scores=random.integers(0, 1001, (n, m)).astype(float),
        ok=random.random((n, m)) < draw(some.floats(0, 1)),
        waited=60.0 * random.permutation(n).astype(np.float64),
        eligible=random.random(n),
        load=random.integers(0, 5, m).astype(float),
    )


@given(queues(), some.integers(1, 10))
@settings(max_examples=200, deadline=None)
def test_nobody_is_paired_twice_nor_with_whom_she_may_not_be(queue: tick.Queue, on_duty: int) -> None:
    pairs = tick.assign(queue, on_duty)
    assert all(queue.ok[i, j] for i, j in pairs)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)


@given(queues(), some.integers(1, 10))
@settings(max_examples=200, deadline=None)
def test_nobody_waits_while_somebody_who_may_be_offered_is_left_over(queue: tick.Queue, on_duty: int) -> None:
    pairs = tick.assign(queue, on_duty)
    waiting = set(range(queue.ok.shape[0])) - {i for i, _ in pairs}
    free = set(range(queue.ok.shape[1])) - {j for _, j in pairs}
    assert not any(queue.ok[i, j] for i in waiting for j in free)


@given(queues())
@settings(max_examples=200, deadline=None)
def test_with_few_mentors_the_oldest_whom_somebody_fits_is_served_first(queue: tick.Queue) -> None:
    fitting = [i for i in range(len(queue.waited)) if queue.ok[i].any()]
    pairs = tick.assign(queue, tick.FEW)
    assert [i for i, _ in pairs][:1] == sorted(fitting, key=lambda i: -queue.waited[i])[:1]


@given(queues(), some.integers(1, 10), some.integers(0, 2**32))
@settings(max_examples=100, deadline=None)
def test_the_order_of_the_input_does_not_change_what_is_gained(queue: tick.Queue, on_duty: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    a, b = random.permutation(queue.ok.shape[0]), random.permutation(queue.ok.shape[1])
    other = tick.Queue(
        queue.scores[np.ix_(a, b)], queue.ok[np.ix_(a, b)], queue.waited[a], queue.eligible[a], queue.load[b]
    )
    assert len(tick.assign(queue, on_duty)) == len(tick.assign(other, on_duty)) or on_duty > tick.FEW
    assert gained(queue, tick.assign(queue, on_duty)) == pytest.approx(gained(other, tick.assign(other, on_duty)))


def gained(queue: tick.Queue, pairs: paper.Pairs) -> float:
    """The sum of what the value of pairs is made of."""
    return float(
        sum(
            1
            + queue.scores[i, j] / 1000
            + 0.1 * min(queue.waited[i] / 300, 4)
            + 1
            - queue.eligible[i]
            - 0.02 * queue.load[j]
            for i, j in pairs
        )
    )


def test_who_is_hard_to_place_gets_the_one_who_fits_her() -> None:
    only_one = tick.Queue(
        scores=np.array([[900.0, 880.0], [300.0, 0.0]]),
        ok=np.array([[True, True], [True, False]]),
        waited=np.array([60.0, 10.0]),
        eligible=np.array([0.9, 0.1]),
        load=np.zeros(2),
    )
    assert sorted(tick.assign(only_one, 10)) == [(0, 1), (1, 0)]


@pytest.mark.slow
def test_under_load_those_hard_to_place_gain_ten_points_and_the_whole_loses_nothing() -> None:
    ours = paper.shares(range(6), 150, 40, tick.assign, "hard")
    theirs = paper.shares(range(6), 150, 40, paper.greedy, "hard")
    assert ours[1] >= theirs[1] + 10
    assert ours[0] >= theirs[0] - 1


@pytest.mark.slow
@pytest.mark.parametrize("mentors", [1, 2, 3])
def test_with_few_mentors_the_worst_fitting_quarter_is_served_as_under_first_come(mentors: int) -> None:
    ours = paper.shares(range(20), 6.0 * mentors, mentors, tick.assign, "worst", all_day=True)
    theirs = paper.shares(range(20), 6.0 * mentors, mentors, paper.first_come, "worst", all_day=True)
    assert ours[1] >= theirs[1] - 3
