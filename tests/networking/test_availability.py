"""When people have time: by their own clocks, through nights in which clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from accounts.models import User
from core import privacy
from core.errors import Conflict, Invalid, NotFound
from core.models import Conference
from core.unit import unit_of_work
from networking.availability import actions, queries, spans
from networking.availability.models import Availability, FreeSpan
from networking.mentors.models import MentorProfile, Slot
from schedule.models import Event
from tests.factories import World, browser_of, do
from tests.networking.stage import MORNING

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
DAILY = {"conference": "tidelines", "every": "day", "day": "2026-11-24", "start": "09:00", "end": "18:00"}


def free(who: User, **fields: Any) -> list[tuple[datetime, datetime]]:
    answer = do(who, "availability.add", **{**DAILY, **fields})
    return list(FreeSpan.objects.filter(rule=answer["availability"]).values_list("start", "end"))


def test_every_day_of_the_congress_by_ones_own_clock(world: World) -> None:
    found = free(world.ada)  # Kolkata, +05:30
    assert found == [
        (datetime(2026, 11, day, 3, 30, tzinfo=UTC), datetime(2026, 11, day, 12, 30, tzinfo=UTC))
        for day in (24, 25, 26)
    ]


def test_a_weekly_hour_keeps_its_wall_clock_when_clocks_go_back(world: World) -> None:
    found = free(world.mira, every="week", day="2026-10-20", last_day="2026-11-03", start="15:00", end="16:00")
    assert [start.astimezone(BERLIN).hour for start, _end in found] == [15, 15, 15]
    assert [start.hour for start, _end in found] == [13, 14, 14]


def in_spring(world: World) -> None:
    Conference.objects.filter(pk=world.congress.pk).update(starts_on=date(2027, 3, 25), ends_on=date(2027, 3, 31))


def test_a_day_without_that_hour_is_skipped(world: World) -> None:
    in_spring(world)
    found = free(world.mira, day="2027-03-26", last_day="2027-03-30", start="02:15", end="02:45")
    assert [start.astimezone(BERLIN).day for start, _end in found] == [26, 27, 29, 30]
    assert {(end - start) for start, end in found} == {timedelta(minutes=30)}


def test_an_hour_that_never_comes_is_refused(world: World) -> None:
    in_spring(world)
    with pytest.raises(Invalid) as refused:
        free(world.mira, every="once", day="2027-03-28", start="02:15", end="02:45")
    assert (refused.value.code, refused.value.field) == ("availability.missing_hour", "start")
    assert not Availability.objects.exists()


def test_an_hour_that_comes_twice_is_asked_for(world: World) -> None:
    once = {"every": "once", "day": "2026-10-25", "start": "02:00", "end": "02:30"}
    with pytest.raises(Invalid) as refused:
        free(world.mira, **once)
    assert (refused.value.code, refused.value.field) == ("availability.which_hour", "which")
    assert free(world.mira, **once, which="first")[0][0] == datetime(2026, 10, 25, 0, tzinfo=UTC)
    assert free(world.mira, **once, which="second")[0][0] == datetime(2026, 10, 25, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "bad"),
    [
        ("end", {"end": "08:00"}),
        ("end", {"end": "09:00"}),
        ("last_day", {"last_day": "2026-11-20"}),
        ("day", {"day": "2031-01-01", "last_day": "2031-01-02"}),
        ("day", {"last_day": "2029-01-01"}),
        ("every", {"every": "hour"}),
        ("start", {"start": "25:00"}),
    ],
)
def test_times_that_cannot_be_are_refused_by_field(world: World, field: str, bad: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        free(world.ada, **bad)
    assert refused.value.field == field
    assert not Availability.objects.exists()
    assert not Event.objects.exists()


def test_four_hundred_rules_are_too_many(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_RULES", 3)
    for _ in range(3):
        free(world.ada)
    with pytest.raises(Conflict) as refused:
        free(world.ada)
    assert refused.value.code == "availability.too_many"


def test_midnight_is_the_end_of_the_day(world: World) -> None:
    (span,) = free(world.bob, every="once", start="22:00", end="00:00")
    assert span == (datetime(2026, 11, 24, 22, tzinfo=UTC), datetime(2026, 11, 25, tzinfo=UTC))


def test_one_day_is_left_out_and_a_rule_is_taken_back(world: World) -> None:
    free(world.bob)
    rule = Availability.objects.get()
    do(world.bob, "availability.skip", availability=rule.pk, day="2026-11-25")
    assert [span.start.day for span in FreeSpan.objects.all()] == [24, 26]
    with pytest.raises(Invalid):
        do(world.bob, "availability.skip", availability=rule.pk, day="2026-11-25")
    for who in (world.ada, world.olga, world.charlie):
        with pytest.raises(NotFound):
            do(who, "availability.drop", availability=rule.pk)
    do(world.bob, "availability.drop", availability=rule.pk)
    assert not FreeSpan.objects.exists()
    assert not Event.objects.exists()


def test_quiet_hours_cut_what_the_rules_say_also_over_midnight(world: World) -> None:
    free(world.bob, every="once", start="05:00", end="23:30")
    do(world.bob, "quiet.set", conference="tidelines", start="22:00", end="07:00")
    member = world.member(world.bob)
    day = datetime(2026, 11, 24, tzinfo=UTC)
    there = queries.free([member], day, day + timedelta(days=1))
    assert there == {member.pk: [(day + timedelta(hours=7), day + timedelta(hours=22))]}
    do(world.bob, "quiet.set", conference="tidelines", start="", end="")
    assert queries.free([member], day, day + timedelta(days=1))[member.pk][0][0] == day + timedelta(hours=5)


def test_a_mentor_opens_her_times_for_booking_as_well(world: World, mira: MentorProfile) -> None:
    answer = do(
        world.mira, "availability.add", **{**DAILY, "every": "once", "start": "14:00", "end": "15:30"}, bookable=True
    )
    assert answer["slots"] == 3
    starts = list(Slot.objects.order_by("start").values_list("start", flat=True))
    assert starts[0] == MORNING + timedelta(hours=3)  # 14:00 in Berlin
    again = do(
        world.mira, "availability.add", **{**DAILY, "every": "once", "start": "14:00", "end": "16:00"}, bookable=True
    )
    assert again["slots"] == 1


def test_the_page_shows_both_clocks_and_works_without_script(world: World) -> None:
    client = browser_of(world.ada)
    sent = {**DAILY, "last_day": "", "next": "/tidelines/mentors/when"}
    assert client.post("/c/availability.add", sent).status_code == 303
    page = client.get("/tidelines/mentors/when").content.decode()
    assert "09:00" in page
    assert "WET" in page
    assert "IST" in page
    refused = client.post("/c/availability.add", {**sent, "end": "08:00"})
    assert refused.status_code == 422
    assert "The end comes after the beginning." in refused.content.decode()


def test_an_erased_persons_times_leave_the_calendars_too(world: World) -> None:
    free(world.bob)
    with unit_of_work():
        privacy.erase_person(world.bob.pk)
    assert not Availability.objects.exists()
    assert not Event.objects.exists()


# -- arithmetic

moments = some.integers(0, 200).map(lambda n: MORNING + n * timedelta(minutes=5))
lists = some.lists(some.tuples(moments, some.integers(1, 40)), max_size=8).map(
    lambda pairs: [(start, start + n * timedelta(minutes=5)) for start, n in pairs]
)


def minutes(of: list[tuple[datetime, datetime]]) -> set[datetime]:
    return {start + n * timedelta(minutes=5) for start, end in of for n in range((end - start) // timedelta(minutes=5))}


@given(lists, lists)
def test_free_time_without_taken_time_is_just_that(there: list, taken: list) -> None:
    left = spans.without(there, taken)
    assert minutes(left) == minutes(there) - minutes(taken)
    assert all(a[1] < b[0] for a, b in pairwise(left))


@given(some.dates(date(2026, 1, 1), date(2027, 12, 31)), some.integers(0, 47), some.integers(1, 24), some.booleans())
def test_a_span_of_a_day_begins_by_the_wall_clock_or_is_none(day: date, half: int, length: int, second: bool) -> None:
    start = time(half // 2, 30 * (half % 2))
    last = half + length
    end = time(0) if last >= 48 else time(last // 2, 30 * (last % 2))
    found = spans.of_day(day, start, end, BERLIN, second=second)
    if found is None:
        assert start.hour == 2 or (start.hour == 1 and day.month == 3)
    else:
        assert found[0].astimezone(BERLIN).time() == start
        assert timedelta(0) < found[1] - found[0] <= timedelta(hours=13)


@pytest.mark.once
def test_quiet_hours_over_a_change_of_the_clocks_begin_at_the_jump_and_end_with_the_second_of_two() -> None:
    berlin, night = ZoneInfo("Europe/Berlin"), timedelta(hours=12)
    jump, back = datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert spans.quiet(jump, jump + night, time(2, 30), time(7), berlin) == [(jump, jump + timedelta(hours=4))]
    assert spans.quiet(back - night / 2, back, time(22), time(2, 30), berlin) == [(back - timedelta(hours=5.5), back)]
