"""Warnings, fairness, differences and states: the pure parts of planning."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import choices
from accounts.zones import places
from schedule.programme import fairness, regions, states, warnings
from schedule.programme.differences import Placed, between
from schedule.programme.models import Session
from schedule.programme.warnings import Planned

NINE = datetime(2026, 11, 25, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def planned(number: int, at: float = 0, hours: float = 1, **more: Any) -> Planned:
    start = NINE + at * HOUR
    said: dict[str, Any] = {"state": "confirmed", "place": number, "place_name": f"Hall {number}"}
    return Planned(
        session=number,
        title=f"Talk {number}",
        sitting=number,
        start=start,
        end=start + hours * HOUR,
        **{**said, **more},
    )


def codes(*rows: Planned, **windows: Any) -> list[tuple[str, int]]:
    return [(one.code, one.session) for one in warnings.findings(rows, **windows)]


def test_a_plan_without_faults_has_no_findings() -> None:
    assert codes(planned(1), planned(2), planned(3, at=1, place=1)) == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (replace(planned(1), start=None, end=None, sitting=None, place=None), "unscheduled"),
        (planned(1, state="accepted"), "unconfirmed"),
        (planned(1, has_track=False), "no_track"),
        (planned(1, capacity=20, signed_up=21), "too_small"),
    ],
)
def test_what_is_missing_or_too_small_is_found(row: Planned, code: str) -> None:
    assert codes(row) == [(code, 1)]


def test_breaks_need_no_track_and_what_is_withdrawn_needs_nothing() -> None:
    assert codes(planned(1, is_break=True, has_track=False), planned(2, is_blocker=True, has_track=False)) == []
    assert codes(replace(planned(1, state="withdrawn"), has_track=False)) == []


def test_a_place_or_a_speaker_twice_at_once_is_found_once_a_pair_and_touching_is_no_clash() -> None:
    ann: dict[str, Any] = {"speakers": ((7, "Ann"),)}
    assert codes(planned(1, place=1), planned(2, at=0.5, place=1), planned(3, at=1.5, place=1)) == [("place_twice", 1)]
    assert codes(planned(1, **ann), planned(2, at=0.5, **ann), planned(3, at=1.5, **ann)) == [("speaker_twice", 1)]


def test_availability_counts_only_for_those_who_said_so_and_touching_windows_are_one() -> None:
    row = planned(1, speakers=((7, "Ann"), (8, "Ben")))
    halves = [(NINE, NINE + HOUR / 2), (NINE + HOUR / 2, NINE + HOUR)]
    assert codes(row, speakers={7: halves}, places={1: halves}) == []
    assert codes(row, speakers={7: halves[:1]}) == [("speaker_away", 1)]
    assert codes(row, places={1: []}) == [("place_closed", 1)]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40), st.integers(1, 8)), max_size=12))
def test_clashes_are_those_that_comparing_all_pairs_finds(rows: list[tuple[int, int, int]]) -> None:
    plan = [planned(n, at=at / 4, hours=length / 4, place=place) for n, (place, at, length) in enumerate(rows)]
    pairs = sum(
        one.place == other.place and one.start < other.end and other.start < one.end  # type: ignore[operator]
        for n, one in enumerate(plan)
        for other in plan[n + 1 :]
    )
    assert [code for code, _ in codes(*plan)].count("place_twice") == pairs


def span(hour: int, hours: int = 1) -> tuple[datetime, datetime]:
    start = datetime(2026, 11, 25, hour, tzinfo=UTC)
    return start, start + hours * HOUR


@pytest.mark.parametrize(
    ("zone", "start", "end", "decent"),
    [
        ("Europe/Berlin", 7, 8, True),  # 08:00 there
        ("Europe/Berlin", 6, 8, False),
        ("Europe/Berlin", 20, 21, True),  # to 22:00 sharp
        ("Europe/Berlin", 20, 22, False),
        ("Asia/Kathmandu", 2, 3, False),  # 07:45
        ("Asia/Kathmandu", 3, 4, True),
        ("Pacific/Auckland", 10, 12, False),  # over midnight
    ],
)
def test_decent_hours_are_eight_to_ten_at_night_by_ones_own_clock(
    zone: str, start: int, end: int, decent: bool
) -> None:
    assert fairness.is_decent(span(start)[0], span(end)[0], ZoneInfo(zone)) is decent


def part(zone: str) -> str:
    return regions.region(zone, places.where(zone))


@pytest.mark.parametrize(
    ("zone", "named"),
    [
        ("America/New_York", "North America, east"),
        ("America/Los_Angeles", "North America, west"),
        ("Pacific/Honolulu", "North America, west"),
        ("America/Santiago", "South America"),
        ("America/Mexico_City", "Central America and Caribbean"),
        ("Atlantic/Azores", "Europe"),
        ("Europe/Moscow", "Europe"),
        ("Africa/Lagos", "Africa"),
        ("Asia/Dubai", "West Asia and Indian Ocean"),
        ("Asia/Kathmandu", "South and Central Asia"),
        ("Asia/Calcutta", "South and Central Asia"),  # by its older name
        ("Asia/Tokyo", "East and South-East Asia"),
        ("Pacific/Apia", "Oceania"),
        ("UTC", "UTC"),
    ],
)
def test_regions_are_parts_of_the_world_that_wake_together(zone: str, named: str) -> None:
    assert part(zone) == named


def test_within_a_region_people_wake_within_six_hours_of_one_another() -> None:
    by_region: dict[str, list[float]] = {}
    for zone, _shown in choices.zones():
        there = places.where(zone)
        if there is not None and part(zone) != "Oceania":  # it lies on both sides of the date line
            offset = NINE.astimezone(ZoneInfo(zone)).utcoffset()
            assert offset is not None
            by_region.setdefault(part(zone), []).append(offset.total_seconds() / 3600)
    assert {name: max(hours) - min(hours) for name, hours in by_region.items() if max(hours) - min(hours) > 6} == {}


def test_the_meter_takes_the_mean_over_sessions_and_any_sitting_counts() -> None:
    people = ["Europe/Lisbon"] * 20 + ["Asia/Tokyo"] * 10
    sittings = {1: [span(14)], 2: [span(14), span(1)]}  # 14 UTC is 23 in Tokyo, 1 UTC is 10
    meter = fairness.measure(people, sittings, part)
    assert [(region.name, region.people, region.share) for region in meter.regions] == [
        ("East and South-East Asia", 10, 0.5),
        ("Europe", 20, 1.0),
    ]
    assert [(one.session, one.region, one.share) for one in meter.unfair] == [(1, "East and South-East Asia", 0.0)]


def test_small_regions_are_counted_and_not_shown() -> None:
    meter = fairness.measure(["Europe/Lisbon"] * 10 + ["Asia/Tokyo"] * 9, {1: [span(14)]}, part)
    assert [region.name for region in meter.regions] == ["Europe"]
    assert meter.not_shown == 9
    assert not [one for one in meter.unfair if one.region != "Europe"]


def placed(number: int, at: int = 0, place: int | None = 1, cancelled: bool = False) -> Placed:
    return Placed(number, number, f"Talk {number}", NINE + at * HOUR, NINE + (at + 1) * HOUR, place, "", cancelled)


def test_differences_are_new_moved_and_gone() -> None:
    before = [placed(1), placed(2), placed(3), placed(4, cancelled=True)]
    after = [placed(1), placed(2, at=2), placed(5)]
    found = between(before, after)
    assert [one.sitting for one in found.created] == [5]
    assert [(pair.before.start, pair.after.start) for pair in found.moved] == [(NINE, NINE + 2 * HOUR)]
    assert [one.sitting for one in found.cancelled] == [3]
    assert between(after, after).count == 0


def test_every_state_has_its_next_ones_and_only_known_ones() -> None:
    known = set(Session.State.values)
    assert set(states.NEXT) == known
    assert {state for following in states.NEXT.values() for state in following} <= known
    assert not states.may_become("rejected", "confirmed")
