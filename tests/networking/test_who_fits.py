"""Whom the live queue offers to whom: the oldest who fits, the same one by one and all at once."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import hypothesis
import pytest
from hypothesis import strategies as some

from networking.matchmaking import pairing
from networking.matchmaking.pairing import OnDuty, Waiting, Worth
from tests.networking.stage import MORNING

pytestmark = pytest.mark.once  # asks no store


def waiting(number: int, minute: int, *topics: int) -> Waiting:
    return Waiting(number, number, number, frozenset(topics), frozenset(), MORNING + timedelta(minutes=minute))


def free(number: int, minute: int, *topics: int) -> OnDuty:
    at = MORNING + timedelta(minutes=minute)
    return OnDuty(number, 100 + number, 100 + number, frozenset(topics), frozenset(), at)


def test_the_oldest_who_fits_goes_first() -> None:
    line = [waiting(1, 5), waiting(2, 1, 7), waiting(3, 3, 8)]
    there, now = [free(1, 0, 8)], MORNING + timedelta(minutes=10)
    assert [(w.ticket, d.duty) for w, d in pairing.plan(line, there, there, now, set(), {}, Worth())] == [(3, 1)]
    assert [(w.ticket, d.duty) for w, d in pairing.plan(line, there, there, now, {(3, 1)}, {}, Worth())] == [(1, 1)]
    assert pairing.plan(line, there, there, now, {(3, 1), (1, 1)}, {}, Worth()) == []


@hypothesis.given(some.integers(0, 2**32))
@hypothesis.settings(max_examples=60, deadline=None)
def test_what_fits_is_the_same_one_by_one_and_all_at_once(seed: int) -> None:
    random = Random(seed)

    def few(of: str) -> frozenset[str]:
        return frozenset(random.sample(of, random.randint(0, 2)))

    line = [
        Waiting(n, random.randint(0, 3), n, frozenset(map(ord, few("abc"))), few("de"), MORNING, random.random() < 0.5)
        for n in range(random.randint(1, 5))
    ]
    there = [
        OnDuty(n, random.randint(0, 3), n, frozenset(map(ord, few("abc"))), few("de"), MORNING, random.random() < 0.5)
        for n in range(random.randint(0, 5))
    ]
    assert pairing.fitting(line, there).tolist() == [[pairing.fits(one, other) for other in there] for one in line]


def test_places_count_from_one_and_ties_have_an_order() -> None:
    line = [waiting(1, 0), waiting(2, 0), waiting(3, 1)]
    assert [pairing.place(one, line) for one in line] == [1, 2, 3]


def test_a_usual_wait_is_a_range_or_not_known() -> None:
    minutes = [timedelta(minutes=m) for m in (1, 2, 3, 4, 30)]
    assert pairing.usual_wait(minutes) == (2, 4)
    assert pairing.usual_wait(minutes[:2]) is None
    assert pairing.usual_wait([timedelta(0)] * 3) == (0, 1)
