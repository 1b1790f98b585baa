"""Series: what comes again is public like any session, moves and is cancelled one by one or all at once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from core import clock
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.models import OutgoingMail
from schedule.calendars import queries as happenings
from schedule.exchange.downloads import as_text
from schedule.programme.models import Change, Session, Star, Talk
from schedule.series import planning
from schedule.series.models import Meeting, Series
from tests.factories import World, browser_of, do, never_quiet, run_jobs
from tests.schedule.conftest import items, programme

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(autouse=True)
def _in_october() -> Any:
    before = clock.use(lambda: datetime(2026, 10, 1, 9, tzinfo=UTC))
    yield
    clock.use(before)


def club(world: World, **more: Any) -> Series:
    """A weekly journal club at 16:00 in Berlin over the change of the clocks, in a released programme."""
    if not world.congress.releases.exists():
        programme(world.congress, *items(1))
    data: dict[str, Any] = {
        "title": "Journal club",
        "kind": "club",
        "every": "week",
        "zone": "Europe/Berlin",
        "start": "2026-10-13T16:00",
        "times": 4,
    }
    made = do(world.olga, "series.create", conference="tidelines", **data | more)
    return Series.objects.get(pk=made["series"])


def walls(series: Series) -> list[str]:
    found = series.meetings.order_by("sitting__start")
    return [f"{meeting.sitting.start.astimezone(BERLIN):%d.%m. %H:%M}" for meeting in found]


def move(world: World, meeting: Meeting, start: str, **more: Any) -> dict[str, Any]:
    meeting.sitting.refresh_from_db()
    data: dict[str, Any] = {"meeting": meeting.pk, "version": meeting.sitting.version, "start": start, "minutes": 60}
    return do(world.olga, "meeting.move", **data | more)


def test_each_time_is_a_public_session_with_its_own_room_at_the_same_hour_at_home(world: World) -> None:
    series = club(world)

    assert walls(series) == ["13.10. 16:00", "20.10. 16:00", "27.10. 16:00", "03.11. 16:00"]
    rooms = set()
    for meeting in series.meetings.all():
        page = browser_of(world.bob).get(f"/tidelines/room/{meeting.session.code}")
        assert page.status_code == 200
        rooms.add(meeting.session_id)
    assert len(rooms) == 4
    assert browser_of().get(f"/tidelines/session/{meeting.session.code}").status_code == 200
    assert [one.start for one in happenings.occurrences(series.event_id or 0)] == [
        meeting.sitting.start for meeting in series.meetings.all()
    ]


def test_a_series_is_not_public_before_the_first_release(world: World) -> None:
    do(
        world.olga,
        "series.create",
        conference="tidelines",
        title="Secret club",
        every="week",
        zone="UTC",
        start="2026-10-13T16:00",
        times=2,
    )

    assert "Secret club" not in browser_of(world.bob).get("/tidelines/series").content.decode()
    assert "Secret club" in browser_of(world.olga).get("/tidelines/organize/series").content.decode()


def test_one_meeting_moves_alone_and_who_starred_it_hears_of_it_with_a_risen_sequence(world: World) -> None:
    series = club(world)
    second = series.meetings.order_by("original_start")[1]
    never_quiet(world.bob)
    Star.objects.create(person=world.bob, session=second.session, at=clock.now())
    move(world, second, "2026-10-21T17:30")
    while run_jobs():
        pass

    assert walls(series) == ["13.10. 16:00", "21.10. 17:30", "27.10. 16:00", "03.11. 16:00"]
    letter = OutgoingMail.objects.get(person=world.bob)
    assert "SEQUENCE:1" in letter.calendar
    assert "20261021T153000Z" in letter.calendar
    assert Change.objects.filter(kind="moved", session=second.session).count() == 1
    starts = [one.start for one in happenings.occurrences(series.event_id or 0)]
    assert starts.count(datetime(2026, 10, 21, 15, 30, tzinfo=UTC)) == 1
    assert len(starts) == 4


def test_one_meeting_is_cancelled_and_comes_back(world: World) -> None:
    series = club(world)
    third = series.meetings.order_by("original_start")[2]
    do(world.olga, "meeting.set", meeting=third.pk, on=False)
    do(world.olga, "meeting.set", meeting=third.pk, on=False)

    assert as_text(world.congress, "ics").count("STATUS:CANCELLED") == 1
    assert Change.objects.filter(kind="cancelled").count() == 1
    with pytest.raises(Conflict) as refused:
        move(world, third, "2026-10-28T16:00")
    assert refused.value.code == "meeting.cancelled"
    do(world.olga, "meeting.set", meeting=third.pk, on=True)
    assert "STATUS:CANCELLED" not in as_text(world.congress, "ics")
    assert not any(one.cancelled for one in happenings.occurrences(series.event_id or 0))


def test_all_meetings_to_come_move_and_the_ended_series_has_none(world: World) -> None:
    series = club(world)
    clock.use(lambda: datetime(2026, 10, 14, 9, tzinfo=UTC))
    do(world.olga, "series.move", series=series.pk, time="17:15", days=1, minutes=45)
    assert walls(series) == ["13.10. 16:00", "21.10. 17:15", "28.10. 17:15", "04.11. 17:15"]

    assert do(world.olga, "series.end", series=series.pk)["cancelled"] == 3
    assert Session.objects.filter(meeting__series=series, state="cancelled").count() == 3


def test_a_meeting_has_its_own_subject(world: World) -> None:
    series = club(world)
    first = series.meetings.order_by("original_start")[0]
    do(world.olga, "meeting.name", meeting=first.pk, title="Cells that sleep")
    assert "Cells that sleep" in browser_of().get("/tidelines/series").content.decode()
    do(world.olga, "meeting.name", meeting=first.pk, title="")
    assert Session.objects.get(meeting=first).title == "Journal club"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"start": "2026-03-29T02:30", "zone": "Europe/Berlin"}, "time.missing_hour"),
        ({"start": "2026-10-25T02:30", "zone": "Europe/Berlin"}, "time.doubled_hour"),
        ({"start": "2026-10-04T02:30", "times": 6}, "time.doubled_hour"),  # the fourth meets the doubled hour
        ({"every": "month_day", "times": 60}, "series.too_long"),
        ({"times": 105}, "field.less_than_equal"),
        ({"times": 0}, "field.greater_than_equal"),
        ({"zone": "Mars/Olympus"}, "field.value_error"),
        ({"start": "soon"}, "field.datetime_from_date_parsing"),
    ],
)
def test_what_cannot_be_a_series_is_refused_and_nothing_is_written(
    world: World, more: dict[str, Any], code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        club(world, **more)
    assert refused.value.code.startswith(code.rpartition("_from")[0] or code)
    assert not Series.objects.exists()


def test_the_doubled_hour_is_taken_when_somebody_said_which(world: World) -> None:
    series = club(world, start="2026-10-25T02:30", times=1, fold="1")
    assert series.meetings.get().sitting.start == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_the_second_of_two_organizers_is_told_that_it_was_changed(world: World) -> None:
    meeting = club(world).meetings.order_by("original_start")[1]
    move(world, meeting, "2026-10-21T17:30")
    with pytest.raises(Conflict) as refused:
        move(world, meeting, "2026-10-22T17:30", version=0)
    assert refused.value.code == "sitting.changed"


def test_what_is_over_or_in_the_past_does_not_move(world: World) -> None:
    meeting = club(world).meetings.order_by("original_start")[0]
    with pytest.raises(Invalid, match=r"meeting\.past"):
        move(world, meeting, "2026-09-21T17:30")
    clock.use(lambda: datetime(2026, 10, 14, 9, tzinfo=UTC))
    with pytest.raises(Conflict, match=r"meeting\.over"):
        move(world, meeting, "2026-10-21T17:30")


def test_neither_attendees_nor_strangers_keep_series(world: World) -> None:
    meeting = club(world).meetings.all()[0]
    with pytest.raises(Forbidden):
        do(world.bob, "meeting.set", meeting=meeting.pk, on=False)
    with pytest.raises(NotFound):
        do(world.charlie, "meeting.set", meeting=meeting.pk, on=False)
    for who in (world.bob, world.charlie, None):
        assert browser_of(who).get("/tidelines/organize/series").status_code == 404
    place = world.neighbour.places.create(name="Elsewhere")
    with pytest.raises(NotFound):
        club(world, place=place.pk)


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_take_few_queries_for_any_number_of_series(world: World, count: int) -> None:
    for _ in range(count):
        club(world, times=8)
    for who, address, most in ((world.bob, "/tidelines/series", 16), (world.olga, "/tidelines/organize/series", 22)):
        browser = browser_of(who)
        browser.get(address)
        with CaptureQueriesContext(connection) as made:
            assert browser.get(address).status_code == 200
        assert len(made) <= most


@pytest.mark.parametrize(
    ("every", "start", "expected"),
    [
        ("fortnight", datetime(2026, 10, 13), [27, 10]),  # noqa: DTZ001
        ("month_day", datetime(2026, 10, 31), [31, 31]),  # noqa: DTZ001  November has none
        ("month_weekday", datetime(2026, 10, 29), [26, 31]),  # noqa: DTZ001  the last Thursday
        ("month_weekday", datetime(2026, 10, 13), [10, 8]),  # noqa: DTZ001  the second Tuesday
    ],
)
def test_rhythms(world: World, every: str, start: datetime, expected: list[int]) -> None:
    planned = planning.walls(start, every, 3)
    assert [day.day for day in planned[1:]] == expected
    series = club(world, every=every, start=f"{start:%Y-%m-%d}T16:00", times=3)
    assert [m.sitting.start.date() for m in series.meetings.order_by("sitting__start")] == [
        day.date() for day in planned
    ]


def test_the_length_of_a_meeting_is_its_minutes(world: World) -> None:
    sitting = club(world, minutes=90).meetings.all()[0].sitting
    assert sitting.end - sitting.start == timedelta(minutes=90)


def clash_notes(world: World) -> list[str]:
    page = browser_of(world.olga).get("/tidelines/organize/series").content.decode()
    return [
        " ".join(strip_tags(note).split()) for note in re.findall(r'<li class="note warn s">(.*?)</li>', page, re.S)
    ]


def test_a_meeting_in_a_taken_place_or_of_a_busy_speaker_is_said_where_series_are_kept(world: World) -> None:
    there = datetime(2026, 10, 13, 14, 0, tzinfo=UTC)
    programme(world.congress, *items(2, 2, there))
    hall = world.congress.places.get(name="Hall 1")
    club(world, place=hall.pk, start="2026-10-13T15:30", minutes=60)
    first = Meeting.objects.order_by("sitting__start")[0]
    Talk.objects.create(session=first.session, title="T").speakers.add(world.congress.speakers.get(name="Speaker 1"))

    assert clash_notes(world) == [
        "Two in one place at once: Talk 0 (Hall 1)",
        "Somebody in two sessions at once: Talk 1 (Speaker 1)",
    ]
    move(world, first, "2026-10-13T17:00", place=hall.pk)
    assert clash_notes(world) == []
    club(world, place=hall.pk, start="2026-10-13T17:30", times=1, title="Another")
    assert [note.partition(": ")[2] for note in clash_notes(world)] == ["Journal club (Hall 1)", "Another (Hall 1)"]


def test_a_closed_place_is_said_also_for_a_series_of_years(world: World) -> None:
    programme(world.congress, *items(1))
    hall = world.congress.places.get(name="Hall 1")
    for day in ("2026-10-31", "2028-05-31"):
        data: dict[str, Any] = {
            "kind": "place",
            "item": hall.pk,
            "start": f"{day}T15:00",
            "end": f"{day}T18:00",
            "zone": "Europe/Berlin",
        }
        do(world.olga, "hours.offer", **data)
    club(world, place=hall.pk, every="month_day", start="2026-10-31T16:00", times=16)

    # On sixteen days that are a 31st the place is open on two
    assert len(clash_notes(world)) == 14
