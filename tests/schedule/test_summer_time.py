"""The table of clocks: a weekly hour stays at home wherever one asks from, also in the weeks in which clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.errors import Invalid
from schedule.calendars import actions, availability, queries, walls
from schedule.calendars.actions import Every, Spec
from schedule.calendars.availability import Dated, Weekly, Window

pytestmark = [pytest.mark.django_db, pytest.mark.once]

HOUR = timedelta(hours=1)
# Home, and the day on which its clocks change; where they do not, that they differ by an odd offset is the point.
TABLE = {
    "Europe/Berlin": date(2026, 10, 25),
    "America/New_York": date(2026, 11, 1),
    "America/Santiago": date(2026, 9, 6),  # midnight does not exist
    "Atlantic/Azores": date(2026, 3, 29),  # midnight does not exist
    "America/St_Johns": date(2026, 11, 1),
    "Asia/Kathmandu": date(2026, 10, 25),
    "Pacific/Apia": date(2026, 10, 25),
    "Australia/Lord_Howe": date(2026, 10, 4),  # by half an hour
}
ASKED_FROM = [*TABLE, "UTC", "Pacific/Kiritimati", "Pacific/Marquesas", "Asia/Kolkata"]


@pytest.fixture
def calendar() -> int:
    return actions.calendar_of("journal-club", "Journal club")


def weekly(calendar: int, home: str, wall: time, weeks: int = 5) -> tuple[int, list[date]]:
    """A weekly hour around the change of the clocks, and the dates on which it falls."""
    zone, first = ZoneInfo(home), TABLE[home] - timedelta(weeks=2)
    start = datetime.combine(first, wall, zone)
    until = datetime.combine(first + timedelta(weeks=weeks), time(), zone)
    event = actions.create_series(calendar, Spec("Club", start, start + HOUR), home, Every.WEEK, until)
    return event, [first + timedelta(weeks=n) for n in range(weeks)]


def asked(calendar: int, home: str, zone: str) -> list[queries.Happening]:
    begin = datetime.combine(TABLE[home] - timedelta(weeks=3), time(), ZoneInfo(zone))
    return queries.happenings([calendar], begin, begin + timedelta(weeks=8))


@pytest.mark.parametrize("home", TABLE)
def test_four_in_the_afternoon_stays_four_in_the_afternoon_wherever_one_asks_from(calendar: int, home: str) -> None:
    _, dates = weekly(calendar, home, time(16))
    zone = ZoneInfo(home)
    for other in ASKED_FROM:
        found = asked(calendar, home, other)
        assert [walls.wall_of(one.start, zone) for one in found] == [datetime.combine(on, time(16)) for on in dates], (
            other
        )
        assert {one.end - one.start for one in found} == {HOUR}


@pytest.mark.parametrize("home", ["America/Santiago", "Atlantic/Azores"])
def test_a_series_at_midnight_leaves_out_the_midnight_that_does_not_exist(calendar: int, home: str) -> None:
    _, dates = weekly(calendar, home, time(0))
    zone = ZoneInfo(home)
    expected = [datetime.combine(on, time()) for on in dates if on != TABLE[home]]
    for other in ASKED_FROM:
        assert [walls.wall_of(one.start, zone) for one in asked(calendar, home, other)] == expected, other


@pytest.mark.parametrize(("fold", "hour"), [(0, 0), (1, 1)])
def test_a_series_in_the_doubled_hour_comes_once_in_the_pass_that_was_chosen(
    calendar: int, fold: int, hour: int
) -> None:
    zone = ZoneInfo("Europe/Berlin")
    start = datetime(2026, 10, 11, 2, 30, tzinfo=zone)
    until = start + timedelta(weeks=4)
    actions.create_series(calendar, Spec("Night", start, start + HOUR), "Europe/Berlin", Every.WEEK, until, fold=fold)

    doubled = [one.start for one in asked(calendar, "Europe/Berlin", "UTC") if one.start.date() == date(2026, 10, 25)]

    assert doubled == [datetime(2026, 10, 25, hour, 30, tzinfo=UTC)]


@pytest.mark.parametrize("home", TABLE)
def test_a_moved_occurrence_appears_once_wherever_one_asks_from(calendar: int, home: str) -> None:
    event, dates = weekly(calendar, home, time(16))
    original = datetime.combine(dates[2], time(16), ZoneInfo(home))
    actions.move_occurrence(
        event, original, Spec("Club", original + timedelta(days=1), original + timedelta(days=1, hours=1))
    )
    for other in ASKED_FROM:
        found = asked(calendar, home, other)
        assert len(found) == len(dates)
        assert [one.start for one in found if one.original_start == original.astimezone(UTC)] == [
            (original + timedelta(days=1)).astimezone(UTC)
        ]


def test_a_moved_occurrence_of_the_doubled_hour_appears_once(calendar: int) -> None:
    start = datetime(2026, 10, 11, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    event = actions.create_series(
        calendar, Spec("Night", start, start + HOUR), "Europe/Berlin", Every.WEEK, start + timedelta(weeks=4)
    )
    first_pass = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    actions.move_occurrence(event, first_pass, Spec("Night", first_pass + 3 * HOUR, first_pass + 4 * HOUR))

    assert [one.start for one in asked(calendar, "Europe/Berlin", "UTC") if one.start.date() == date(2026, 10, 25)] == [
        first_pass + 3 * HOUR
    ]


def test_an_occurrence_moved_to_before_or_after_its_series_is_found_there(calendar: int) -> None:
    event, dates = weekly(calendar, "Europe/Berlin", time(16))
    original = datetime.combine(dates[1], time(16), ZoneInfo("Europe/Berlin"))
    for away in (timedelta(weeks=-20), timedelta(weeks=20)):
        actions.move_occurrence(event, original, Spec("Club", original + away, original + away + HOUR))
        near = original + away
        assert [one.start for one in queries.happenings([calendar], near - HOUR, near + HOUR)] == [near.astimezone(UTC)]
        around = queries.happenings([calendar], original - HOUR, original + 2 * HOUR)
        assert around == []


def test_what_was_cancelled_is_still_listed_as_such_and_can_be_put_back(calendar: int) -> None:
    event, dates = weekly(calendar, "Europe/Berlin", time(16))
    second = datetime.combine(dates[1], time(16), ZoneInfo("Europe/Berlin"))
    actions.cancel_occurrence(event, second)
    assert [one.cancelled for one in queries.occurrences(event)] == [False, True, False, False, False]

    actions.restore_occurrence(event, second)
    assert not any(one.cancelled for one in queries.occurrences(event))


def test_a_series_can_be_ended(calendar: int) -> None:
    event, dates = weekly(calendar, "Europe/Berlin", time(16))
    actions.end_series(event, datetime.combine(dates[2], time(), ZoneInfo("Europe/Berlin")))

    assert len(queries.occurrences(event)) == 2


def test_a_month_of_five_hundred_series_takes_two_queries(calendar: int) -> None:
    start = datetime(2026, 10, 20, 16, tzinfo=ZoneInfo("Europe/Berlin"))
    for n in range(500):
        begin = start + timedelta(minutes=n)
        spec = Spec(f"Club {n}", begin, begin + HOUR)
        event = actions.create_series(calendar, spec, "Europe/Berlin", Every.WEEK, start + timedelta(weeks=20))
        if n % 10 == 0:
            actions.move_occurrence(event, begin, Spec("Moved", begin + HOUR, begin + 2 * HOUR))
    with CaptureQueriesContext(connection) as made:
        found = queries.happenings([calendar], start, start + timedelta(days=28))

    assert len(found) == 2_000
    assert len(made) == 2


# ---- availability ----------------------------------------------------------------------------------------------------

TUESDAYS = Weekly(1, time(16), time(18), "Europe/Berlin", date(2026, 10, 13), date(2026, 11, 10))


def windows(key: str, first: date, days: int) -> list[Window]:
    begin = datetime.combine(first, time(), UTC)
    return availability.windows([key], begin, begin + timedelta(days=days)).get(key, [])


def test_a_weekly_window_keeps_its_hour_at_home() -> None:
    availability.offer("mentor-1", TUESDAYS)

    found = windows("mentor-1", date(2026, 10, 1), 60)

    assert [(one.start.day, one.start.hour, one.end.hour) for one in found] == [
        (13, 14, 16), (20, 14, 16), (27, 15, 17), (3, 15, 17), (10, 15, 17)
    ]  # fmt: skip


def test_a_window_past_midnight_and_one_that_reaches_into_the_range() -> None:
    availability.offer("mentor-1", Weekly(4, time(22), time(1), "Asia/Kathmandu", date(2026, 11, 1), date(2026, 11, 7)))

    (window,) = windows("mentor-1", date(2026, 11, 6), 1)

    assert (window.start, window.end) == (
        datetime(2026, 11, 6, 16, 15, tzinfo=UTC), datetime(2026, 11, 6, 19, 15, tzinfo=UTC)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (time(2, 30), time(4), [(1, 0, 2, 0)]),  # begins in the hour that is skipped
        (time(1), time(2, 30), [(0, 0, 1, 0)]),  # ends in it
        (time(2), time(3), []),  # is that hour
        (time(1), time(4), [(0, 0, 2, 0)]),  # holds it
    ],
)
def test_the_hour_that_does_not_exist_is_left_out(start: time, end: time, expected: list[tuple[int, ...]]) -> None:
    availability.offer("place-1", Weekly(6, start, end, "Europe/Berlin", date(2026, 3, 15), date(2026, 4, 12)))

    found = windows("place-1", date(2026, 3, 29), 1)

    assert [(w.start.hour, w.start.minute, w.end.hour, w.end.minute) for w in found] == expected


def test_the_hour_that_comes_twice_is_asked_for() -> None:
    sundays = Weekly(6, time(2, 30), time(4), "Europe/Berlin", date(2026, 10, 11), date(2026, 11, 8))
    with pytest.raises(Invalid) as refused:
        availability.offer("mentor-1", sundays)
    assert (refused.value.code, refused.value.field) == ("time.doubled_hour", "start")

    for fold, hour in ((0, 0), (1, 1)):
        (entry,) = availability.offer_all(
            "mentor-1", [Weekly(6, time(2, 30), time(4), "Europe/Berlin", date(2026, 10, 11), date(2026, 11, 8), fold)]
        )
        (window,) = windows("mentor-1", date(2026, 10, 25), 1)
        assert (window.start.hour, window.entry) == (hour, entry)


def test_a_dated_window_in_a_missing_hour_is_refused_and_in_a_doubled_one_asked_for() -> None:
    missing = Dated(datetime(2026, 3, 29, 2, 30), datetime(2026, 3, 29, 5), "Europe/Berlin")  # noqa: DTZ001
    with pytest.raises(Invalid) as refused:
        availability.offer("mentor-1", missing)
    assert (refused.value.code, refused.value.field) == ("time.missing_hour", "start")

    wall, end = datetime(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 5)  # noqa: DTZ001
    with pytest.raises(Invalid) as refused:
        availability.offer("mentor-1", Dated(wall, end, "Europe/Berlin"))
    assert refused.value.code == "time.doubled_hour"
    availability.offer("mentor-1", Dated(wall, end, "Europe/Berlin", fold=1))
    assert [w.start for w in windows("mentor-1", date(2026, 10, 25), 1)] == [datetime(2026, 10, 25, 1, 30, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("what", "code"),
    [
        (Weekly(1, time(16), time(18), "Mars/Olympus", date(2026, 10, 13), date(2026, 11, 10)), "zone.unknown"),
        (Weekly(1, time(16), time(18), "UTC", date(2026, 10, 14), date(2026, 10, 15)), "availability.never"),
        (Weekly(1, time(16), time(18), "UTC", date(2026, 10, 14), date(2036, 10, 15)), "availability.too_long"),
        (Dated(datetime(2026, 10, 14, 9), datetime(2026, 10, 14, 8), "UTC"), "availability.span"),  # noqa: DTZ001
        (Dated(datetime(2026, 10, 14, 9), datetime(2026, 10, 16, 8), "UTC"), "availability.span"),  # noqa: DTZ001
    ],
)
def test_what_cannot_be_a_window_is_refused(what: Weekly | Dated, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        availability.offer("mentor-1", what)
    assert refused.value.code == code


def test_one_week_can_be_left_out_a_window_taken_back_and_what_was_entered_shown_again() -> None:
    tuesdays = availability.offer("mentor-1", TUESDAYS)
    once = availability.offer("mentor-1", Dated(datetime(2026, 10, 14, 9), datetime(2026, 10, 14, 10), "UTC"))  # noqa: DTZ001
    availability.leave_out("mentor-1", tuesdays, datetime(2026, 10, 20, 14, tzinfo=UTC))
    availability.leave_out("mentor-2", tuesdays, datetime(2026, 10, 27, 15, tzinfo=UTC))
    assert [w.start.day for w in windows("mentor-1", date(2026, 10, 1), 60)] == [13, 14, 27, 3, 10]

    assert [entry.what for entry in availability.entries(["mentor-1"])["mentor-1"]] == [
        Weekly(1, time(16), time(18), "Europe/Berlin", date(2026, 10, 13), date(2026, 11, 10), 0),
        Dated(datetime(2026, 10, 14, 9), datetime(2026, 10, 14, 10), "UTC"),  # noqa: DTZ001
    ]
    availability.withdraw("mentor-2", once)
    availability.withdraw("mentor-1", tuesdays)
    assert [w.entry for w in windows("mentor-1", date(2026, 10, 1), 60)] == [once]
    availability.forget("mentor-1")
    assert windows("mentor-1", date(2026, 10, 1), 60) == []


def test_a_calendar_keeps_a_bounded_number_of_windows() -> None:
    for _ in range(availability.MOST_ENTRIES):
        availability.offer("mentor-1", TUESDAYS)
    with pytest.raises(Invalid) as refused:
        availability.offer("mentor-1", TUESDAYS)
    assert refused.value.code == "availability.too_many"


def test_the_windows_of_many_people_take_two_queries() -> None:
    keys = [f"mentor-{n}" for n in range(40)]
    for key in keys:
        availability.offer(key, TUESDAYS)
    with CaptureQueriesContext(connection) as made:
        found = availability.windows(keys, datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC))

    assert sorted(found) == sorted(keys)
    assert len(made) == 2


def test_time_is_free_when_windows_that_touch_hold_all_of_it() -> None:
    at = datetime(2026, 11, 24, 9, tzinfo=UTC)
    both = [Window(at + HOUR, at + 2 * HOUR, 2), Window(at, at + HOUR, 1)]

    assert availability.free(both, at, at + 2 * HOUR)
    assert not availability.free(both, at, at + 3 * HOUR)
    assert not availability.free(both[:1], at, at + 2 * HOUR)
