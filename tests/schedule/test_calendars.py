"""Events on django-scheduler: the wall clock of the home zone, few queries, bounds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schedule.calendars import actions, queries
from schedule.calendars.actions import Every, Spec

BERLIN = ZoneInfo("Europe/Berlin")
FIRST = datetime(2026, 10, 20, 16, 0, tzinfo=BERLIN)  # a Tuesday, five days before summer time ends
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def calendar() -> int:
    return actions.calendar_of("journal-club", "Journal club")


def series(calendar: int, weeks: int = 4, start: datetime = FIRST) -> int:
    spec = Spec("Journal club", start, start + HOUR)
    return actions.create_series(calendar, spec, "Europe/Berlin", Every.WEEK, start + timedelta(weeks=weeks))


def starts(calendar: int, zone: ZoneInfo | None = None) -> list[datetime]:
    first = datetime(2026, 10, 19, tzinfo=zone or UTC)
    return [found.start for found in queries.happenings([calendar], first, first + timedelta(days=21))]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata", "America/Los_Angeles", "Pacific/Auckland"])
def test_a_weekly_hour_stays_in_whatever_zone_one_asks(calendar: int, zone: str) -> None:
    series(calendar)

    found = [start.astimezone(BERLIN).hour for start in starts(calendar, ZoneInfo(zone))]

    assert found == [16, 16, 16]


def test_a_moved_occurrence_moves_alone_and_a_cancelled_one_is_gone(calendar: int) -> None:
    event = series(calendar)
    second, third = FIRST + timedelta(weeks=1), FIRST + timedelta(weeks=2)
    actions.move_occurrence(event, second, Spec("Journal club", second + HOUR, second + 2 * HOUR))
    actions.cancel_occurrence(event, third)

    assert starts(calendar) == [FIRST.astimezone(UTC), (second + HOUR).astimezone(UTC)]


def test_asking_takes_two_queries_for_one_event_and_for_many(calendar: int) -> None:
    series(calendar)
    for more in (0, 40):
        actions.create_events(calendar, [Spec(f"Talk {n}", FIRST, FIRST + HOUR) for n in range(more)])
        with CaptureQueriesContext(connection) as asked:
            starts(calendar)
        assert len(asked) == 2


def test_events_can_be_moved_and_taken_out(calendar: int) -> None:
    one, two = actions.create_events(calendar, [Spec("One", FIRST, FIRST + HOUR), Spec("Two", FIRST, FIRST + HOUR)])
    actions.change_events({one: Spec("One, later", FIRST + HOUR, FIRST + 2 * HOUR)})
    actions.cancel_events([two])

    found = queries.happenings([calendar], FIRST, FIRST + 3 * HOUR)

    assert [(entry.title, entry.start) for entry in found] == [("One, later", (FIRST + HOUR).astimezone(UTC))]


def test_an_event_that_runs_into_the_range_is_found_and_one_that_ends_before_is_not(calendar: int) -> None:
    actions.create_events(calendar, [Spec("Long", FIRST - HOUR, FIRST + HOUR), Spec("Over", FIRST - HOUR, FIRST)])

    assert [found.title for found in queries.happenings([calendar], FIRST, FIRST + HOUR)] == ["Long"]


def test_an_endless_range_or_series_is_refused(calendar: int) -> None:
    with pytest.raises(ValueError, match="range"):
        queries.happenings([calendar], FIRST, FIRST + timedelta(days=4000))
    with pytest.raises(ValueError, match="series"):
        series(calendar, weeks=4000)
