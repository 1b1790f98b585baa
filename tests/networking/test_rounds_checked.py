"""What a solved round is checked against and what its report says: limits, and fairness between groups."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accounts.models import User
from networking.matchmaking import rounds as solver
from networking.matchmaking.rounds import Meeting
from networking.rounds.solving import checking, fairness, gathering
from networking.rounds.solving.fairness import Served
from tests.networking.instances import instance

pytestmark = pytest.mark.once  # asks no store


@pytest.mark.parametrize(
    ("fault", "change"),
    [
        ("overlap", lambda ms: [*ms, Meeting(ms[0].mentee, (ms[0].mentor + 1) % 5, ms[0].slot)]),
        ("overlap", lambda ms: [*ms, Meeting((ms[0].mentee + 1) % 20, ms[0].mentor, ms[0].slot)]),
        ("pair_twice", lambda ms: [*ms, Meeting(ms[0].mentee, ms[0].mentor, ms[0].slot + 1)]),
        ("capacity", lambda ms: [Meeting(i, 0, i) for i in range(20)]),
        ("more_than_wanted", lambda ms: [Meeting(0, j, 30 + j) for j in range(5)]),
        ("not_free", lambda ms: [Meeting(ms[0].mentee, ms[0].mentor, slot) for slot in range(144)]),
    ],
)  # fmt: skip
def test_every_broken_limit_is_named(fault: str, change: Callable[[list[Meeting]], list[Meeting]]) -> None:
    given = instance(20, 5)
    meetings = solver.solve(given, most_rounds=1)[0].meetings
    assert checking.faults(given, meetings) == []
    assert fault in checking.faults(given, change(meetings))


def test_a_pair_that_is_kept_apart_is_named() -> None:
    given = instance(20, 5)
    meeting = solver.solve(given, most_rounds=1)[0].meetings[0]
    given.allowed[meeting.mentee, meeting.mentor] = False
    assert checking.faults(given, [meeting]) == ["kept_apart"]


def crowd(**sizes: int) -> list[Served]:
    return [Served({"stage": stage}, i % 2, [500] * (i % 2)) for stage, size in sizes.items() for i in range(size)]


def test_no_group_below_five_can_be_read_or_reckoned_from_the_report() -> None:
    rows = fairness.report(crowd(doctoral=9, postdoc=6, clinical=3, senior=1))["groups"]["stage"]
    assert rows == [
        {"name": "doctoral", "people": 9, "served": 4},
        {"name": fairness.TOGETHER, "people": 10, "served": 4},
    ]
    assert fairness.report(crowd(doctoral=4)) == {"mentees": 4, "groups": {}}
    alone = fairness.report(crowd(doctoral=6, senior=1))["groups"]["stage"]
    assert alone == [{"name": fairness.TOGETHER, "people": 7, "served": 3}]


def test_gini_is_nothing_for_equals_and_much_when_one_has_all() -> None:
    assert fairness.gini([5, 5, 5]) == 0
    assert fairness.gini([]) == fairness.gini([0, 0]) == 0
    assert fairness.gini([0, 0, 0, 1]) == 0.75


def test_a_region_is_read_from_a_zone() -> None:
    zones = {"Europe/Berlin": "Europe", "Asia/Kolkata": "Asia", "Australia/Sydney": "Pacific", "UTC": ""}
    assert {zone: gathering.region(User(zone=zone)) for zone in zones} == zones
