"""Rounds serve as many as can be served, earlier tiers first, as well as can be: proved, repeatable, within all limits."""

from __future__ import annotations

import importlib.util
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from scipy import sparse
from scipy.optimize import linprog

from networking.matchmaking.__main__ import main
from networking.matchmaking.rounds import BadInstance, Instance, Meeting, Round, solve
from tests.networking.instances import arrays, instance

pytestmark = pytest.mark.once

# Recorded from this solver and confirmed by a linear bound, seed 11: served and welfare of the first round, meetings and
# welfare of all rounds. The larger one was confirmed once by hand, on 26 November 2026, by another solver on another
# statement of the problem (HiGHS, `scipy.optimize.linprog` of scipy 1.17.1): a variable for each of the 216,406
# (mentee, mentor, time), at most one chat for a mentee, one for a mentor's time, her capacity in all. Largest sum of the
# variables 1000; with that sum, largest welfare 412,991.0, and the value of the dual, which no plan can exceed, the same.
# 74 s on a busy core, which is why it is not run each time. Of the design's instance below, 222,394 variables: 566,298.0.
RECORDED = {(200, 60): (200, 80_386, 252, 93_778), (1000, 300): (1000, 412_991, 1309, 507_030)}


def meetings(rounds: list[Round]) -> list[Meeting]:
    return [meeting for one in rounds for meeting in one.meetings]


def best_possible(given: Instance) -> tuple[int, int]:
    """(served, welfare) no single round can exceed: a linear programme by HiGHS that knows nothing of networks."""
    who, whom, slot = np.nonzero(
        given.allowed[:, :, None] & given.mentee_free[:, None, :] & given.mentor_free[None, :, :]
    )
    count, slots = len(who), given.mentee_free.shape[1]
    one = np.ones(count)
    rows = [
        sparse.csr_matrix((one, (who, np.arange(count))), shape=(len(given.wanted), count)),
        sparse.csr_matrix((one, (whom * slots + slot, np.arange(count))), shape=(len(given.capacity) * slots, count)),
        sparse.csr_matrix((one, (whom, np.arange(count))), shape=(len(given.capacity), count)),
    ]
    limits = np.concatenate([np.minimum(given.wanted, 1), np.ones(len(given.capacity) * slots), given.capacity])
    score = given.score[who, whom]
    more_than_all = int(given.score.max()) * len(given.wanted) + 1
    found = linprog(-(score + more_than_all), A_ub=sparse.vstack(rows), b_ub=limits, bounds=(0, 1), method="highs")
    total = round(-found.fun)
    return total // more_than_all, total % more_than_all


def check(given: Instance, found: list[Meeting]) -> None:
    """Invariants 3 to 7 of the design, on arrays."""
    assert all(given.allowed[m.mentee, m.mentor] for m in found)
    assert all(given.mentee_free[m.mentee, m.slot] and given.mentor_free[m.mentor, m.slot] for m in found)
    assert max(Counter((m.mentee, m.slot) for m in found).values(), default=1) == 1
    assert max(Counter((m.mentor, m.slot) for m in found).values(), default=1) == 1
    assert max(Counter((m.mentee, m.mentor) for m in found).values(), default=1) == 1
    assert all(count <= given.wanted[mentee] for mentee, count in Counter(m.mentee for m in found).items())
    assert all(count <= given.capacity[mentor] for mentor, count in Counter(m.mentor for m in found).items())


@pytest.mark.parametrize("size", RECORDED)
def test_recorded_optimum(size: tuple[int, int]) -> None:
    given = instance(*size)
    rounds = solve(given)
    check(given, meetings(rounds))
    first = rounds[0]
    served, welfare, all_meetings, all_welfare = RECORDED[size]
    assert (len(first.meetings), first.welfare) == (served, welfare)
    assert len(meetings(rounds)) >= all_meetings
    assert sum(one.welfare for one in rounds) == pytest.approx(all_welfare, rel=0.005)


# The design's own seeded instances, where they lie beside the repository: (served, welfare, meetings, welfare of both)
SHARED = {(200, 60): (200, 98_402, 232, 110_742), (1000, 300): (1000, 566_298, 1192, 657_966)}


@pytest.mark.parametrize("size", SHARED)
def test_the_designs_instances_reach_the_designs_values(size: tuple[int, int]) -> None:
    beside = [folder / "shared" / "bench" / "matching_instance.py" for folder in Path(__file__).resolve().parents[3:]]
    file = next((one for one in beside if one.exists()), None)
    if file is None:
        pytest.skip("the design's bench folder does not lie beside the repository")
    spec = importlib.util.spec_from_file_location("matching_instance", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made = module.make(*size)
    asked = Instance(
        score=made["W"], allowed=made["ok"], mentee_free=made["am"], mentor_free=made["an"], capacity=made["cap"],
        wanted=made["k"], tier=np.zeros(size[0], np.int64), mentee_ids=[str(n) for n in range(size[0])],
        mentor_ids=[str(n) for n in range(size[1])],
    )  # fmt: skip
    before = time.process_time()
    rounds = solve(asked, most_rounds=2)
    assert time.process_time() - before < 3  # two rounds; the promise is a second for one on a quiet core
    check(asked, meetings(rounds))
    served, welfare, both, welfare_of_both = SHARED[size]
    assert (len(rounds[0].meetings), rounds[0].welfare) == (served, welfare)
    assert len(meetings(rounds)) >= both
    assert sum(one.welfare for one in rounds) == pytest.approx(welfare_of_both, rel=0.005)


def test_no_round_can_do_better() -> None:
    given = instance(200, 60)
    first = solve(given, most_rounds=1)[0]
    assert (len(first.meetings), first.welfare) == best_possible(given)


def test_no_round_can_do_better_where_mentors_are_few() -> None:
    given = instance(60, 7)
    first = solve(given, most_rounds=1)[0]
    assert len(first.meetings) < 60
    assert (len(first.meetings), first.welfare) == best_possible(given)


@settings(max_examples=40, deadline=None)
@given(some.integers(1, 12), some.integers(1, 6), some.integers(0, 10_000))
def test_whatever_comes_limits_hold_and_nothing_better_exists(mentees: int, mentors: int, seed: int) -> None:
    asked = instance(mentees, mentors, seed=seed)
    rounds = solve(asked)
    check(asked, meetings(rounds))
    if rounds:
        assert (len(rounds[0].meetings), rounds[0].welfare) == best_possible(asked)
    assert all(one.meetings for one in rounds)


def test_the_order_of_the_input_changes_nothing() -> None:
    given = instance(80, 20)
    mentees, mentors = np.random.default_rng(3).permutation(80), np.random.default_rng(4).permutation(20)
    shuffled = Instance(
        score=given.score[np.ix_(mentees, mentors)],
        allowed=given.allowed[np.ix_(mentees, mentors)],
        mentee_free=given.mentee_free[mentees],
        mentor_free=given.mentor_free[mentors],
        capacity=given.capacity[mentors],
        wanted=given.wanted[mentees],
        tier=given.tier[mentees],
        mentee_ids=[given.mentee_ids[i] for i in mentees],
        mentor_ids=[given.mentor_ids[j] for j in mentors],
    )

    def named(of: Instance) -> set[tuple[str, str, int]]:
        return {(of.mentee_ids[m.mentee], of.mentor_ids[m.mentor], m.slot) for m in meetings(solve(of))}

    assert named(given) == named(shuffled)


def test_an_earlier_tier_is_served_first_and_costs_nothing_in_coverage() -> None:
    few = instance(60, 7)
    tiered = instance(60, 7, tier=np.array([0] * 10 + [1] * 20 + [2] * 30))
    plain, fair = solve(few, most_rounds=1)[0], solve(tiered, most_rounds=1)[0]
    assert len(fair.meetings) == len(plain.meetings)
    served = Counter(int(tiered.tier[m.mentee]) for m in fair.meetings)
    alone = solve(instance(60, 7, wanted=np.where(tiered.tier == 0, few.wanted, 0)), most_rounds=1)[0]
    assert served[0] == len(alone.meetings)
    first_two = solve(instance(60, 7, wanted=np.where(tiered.tier <= 1, few.wanted, 0)), most_rounds=1)[0]
    assert served[0] + served[1] == len(first_two.meetings)


def test_one_conflict_excludes_exactly_one_pair() -> None:
    everyone = np.ones((2, 2), bool)
    allowed = everyone.copy()
    allowed[0, 0] = False
    given = _two_by_two(score=[[900, 100], [800, 50]], allowed=allowed)
    assert {(m.mentee, m.mentor) for m in solve(given, most_rounds=1)[0].meetings} == {(0, 1), (1, 0)}
    free = _two_by_two(score=[[900, 100], [50, 800]], allowed=everyone)
    assert {(m.mentee, m.mentor) for m in solve(free, most_rounds=1)[0].meetings} == {(0, 0), (1, 1)}


def test_two_chats_of_low_score_are_better_than_one_of_a_high_score() -> None:
    """The trap of a bonus per meeting: 1000 for one pair outweighs 1 + 1 unless coverage comes first."""
    allowed = np.array([[True, True], [True, False]])
    given = _two_by_two(score=[[1000, 1], [1, 0]], allowed=allowed)
    assert len(solve(given, most_rounds=1)[0].meetings) == 2


def _two_by_two(score: list[list[int]], allowed: Any) -> Instance:
    return Instance(
        score=np.array(score, np.int64),
        allowed=allowed,
        mentee_free=np.ones((2, 1), bool),
        mentor_free=np.ones((2, 1), bool),
        capacity=np.array([1, 1]),
        wanted=np.array([1, 1]),
        tier=np.array([0, 0]),
        mentee_ids=["a", "b"],
        mentor_ids=["x", "y"],
    )


def test_late_joiners_move_no_meeting_that_stands() -> None:
    given = instance(120, 40)
    early = given.wanted.copy()
    early[100:] = 0
    standing = meetings(solve(instance(120, 40, wanted=early)))
    later = meetings(solve(given, fixed=standing))
    check(given, standing + later)
    assert {m.mentee for m in later} & set(range(100, 120))


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"capacity": np.array([1])}, "capacity"),
        ({"score": np.full((3, 2), -1)}, "score"),
        ({"capacity": np.array([1, 10_001])}, "capacity"),
        ({"tier": np.array([0, 0, 9])}, "tier"),
        ({"mentee_ids": ["a", "a", "b"]}, "mentee_ids"),
        ({"mentee_free": np.ones((3, 7), bool)}, "mentee_free"),
    ],
)
def test_arrays_that_do_not_fit_are_named(changes: dict[str, Any], word: str) -> None:
    with pytest.raises(BadInstance, match=word):
        instance(3, 2, **changes)


def test_nobody_and_nothing_free_give_no_rounds() -> None:
    assert solve(instance(3, 2, capacity=np.array([0, 0]))) == []
    assert solve(instance(3, 2, wanted=np.array([0, 0, 0]))) == []
    assert solve(instance(3, 2, allowed=np.zeros((3, 2), bool))) == []


def test_a_file_is_solved_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "instance.npz"
    np.savez(file, **arrays(40, 12))
    assert main(["solve", str(file), "--rounds", "2", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["meetings"] == len(told["pairs"]) == sum(one["meetings"] for one in told["rounds"])
    assert told["served"] == len({pair["mentee"] for pair in told["pairs"]})


@pytest.mark.parametrize("change", [{"W": None}, {"W": np.full((4, 2), 0.5)}, {"am": np.ones((4, 3), bool)}])
def test_a_file_that_holds_no_instance_is_refused_with_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: dict[str, Any]
) -> None:
    file = tmp_path / "instance.npz"
    np.savez(file, **{name: array for name, array in {**arrays(4, 2), **change}.items() if array is not None})
    assert main(["solve", str(file)]) == 2
    assert "instance.unreadable" in capsys.readouterr().err
