"""Another library than the one that writes reads the instants we meant, and we read those it means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import vobject

from core import clock
from core.models import OutgoingMail
from schedule.exchange import detect, queries
from schedule.exchange.document import State
from schedule.exchange.downloads import as_text
from schedule.programme.models import Session, Star
from tests.factories import World, do, never_quiet
from tests.schedule.conftest import all_jobs, items, programme
from tests.schedule.test_series import club, move

Read = dict[str, tuple[datetime, datetime, int, str, str]]


def read_by_vobject(text: str) -> Read:
    """By UID: start and end in UTC, sequence, status, and summary."""
    found = vobject.readOne(text)
    return {
        event.uid.value: (
            event.dtstart.value.astimezone(UTC), event.dtend.value.astimezone(UTC), int(event.sequence.value),
            event.status.value, event.summary.value,
        )
        for event in found.contents.get("vevent", [])
    }  # fmt: skip


@pytest.fixture
def _in_october() -> Iterator[None]:
    before = clock.use(lambda: datetime(2026, 10, 1, 9, tzinfo=UTC))
    yield
    clock.use(before)


@pytest.mark.django_db
def test_every_entry_has_its_instants_sequence_and_words_there_too(world: World) -> None:
    one, two, three = items(3)
    one = replace(one, title="Ölçü, 数; and \\ more: “quoted”\n", abstract="<p>Line</p><p>“two”</p>" + "ä" * 200)
    programme(world.congress, one, two, three)
    programme(world.congress, one, replace(two, start=two.start + timedelta(days=2)))
    made = queries.released(world.congress).items

    there = read_by_vobject(as_text(world.congress, "ics"))

    assert there == {
        f"{item.guid}@meridian": (
            item.start.astimezone(UTC), item.end.astimezone(UTC), item.sequence,
            "CANCELLED" if item.state is State.CANCELLED else "CONFIRMED", item.title,
        )
        for item in made
    }  # fmt: skip
    assert sorted(row[2:4] for row in there.values()) == [(0, "CONFIRMED"), (1, "CANCELLED"), (1, "CONFIRMED")]


@pytest.mark.django_db
@pytest.mark.usefixtures("_in_october")
def test_a_series_over_the_change_of_clocks_with_one_moved_and_one_cancelled(world: World) -> None:
    _, second, third, _ = club(world).meetings.order_by("original_start")
    move(world, second, "2026-10-21T17:30")
    do(world.olga, "meeting.set", meeting=third.pk, on=False)

    there = [row for row in read_by_vobject(as_text(world.congress, "ics")).values() if row[4] == "Journal club"]

    assert sorted((start, sequence, status) for start, _, sequence, status, _ in there) == [
        (datetime(2026, 10, 13, 14, tzinfo=UTC), 0, "CONFIRMED"),
        (datetime(2026, 10, 21, 15, 30, tzinfo=UTC), 1, "CONFIRMED"),
        (datetime(2026, 10, 27, 15, tzinfo=UTC), 1, "CANCELLED"),
        (datetime(2026, 11, 3, 15, tzinfo=UTC), 0, "CONFIRMED"),
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("_in_october")
def test_the_file_in_a_letter_says_what_changed_and_a_cancelled_one_is_a_cancellation(world: World) -> None:
    first = club(world).meetings.order_by("original_start")[0]
    never_quiet(world.bob)
    Star.objects.create(person=world.bob, session=first.session, at=clock.now())
    move(world, first, "2026-10-14T16:00")
    all_jobs()
    do(world.olga, "meeting.set", meeting=first.pk, on=False)
    all_jobs()

    files = [vobject.readOne(mail.calendar) for mail in OutgoingMail.objects.filter(person=world.bob).order_by("pk")]

    told = [(file.method.value, int(file.vevent.sequence.value), file.vevent.dtstart.value) for file in files]
    there = datetime(2026, 10, 14, 14, tzinfo=UTC)
    assert told == [("PUBLISH", 1, there), ("CANCEL", 2, there)]
    assert len({file.vevent.uid.value for file in files}) == 1


# ---- the other way round ---------------------------------------------------------------------------------------------

ZONE = """BEGIN:VTIMEZONE
TZID:The hall
X-LIC-LOCATION:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:19960331T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""
CLUB = """BEGIN:VEVENT
UID:club
DTSTART;TZID=The hall:20261013T160000
DTEND;TZID=The hall:20261013T170000
RRULE:{rule}
{more}SUMMARY:Club
END:VEVENT
"""


def calendar(rule: str, more: str = "", besides: str = "") -> str:
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{ZONE}{CLUB.format(rule=rule, more=more)}{besides}END:VCALENDAR\n"


@pytest.mark.once
@pytest.mark.parametrize(
    ("rule", "more"),
    [
        ("FREQ=WEEKLY;COUNT=5", ""),
        ("FREQ=WEEKLY;UNTIL=20261110T150000Z", ""),
        ("FREQ=WEEKLY;UNTIL=20261110T145959Z", ""),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=4", ""),
        ("FREQ=MONTHLY;BYDAY=2TU;COUNT=6", ""),
        ("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=9", "EXDATE;TZID=The hall:20261103T160000,20261029T160000\n"),
        ("FREQ=WEEKLY;COUNT=3", "RDATE;TZID=The hall:20261030T093000\n"),
    ],
)
def test_a_series_of_another_program_has_the_same_instants_whatever_zone_we_read_it_in(rule: str, more: str) -> None:
    text = calendar(rule, more)
    theirs = vobject.readOne(text).vevent.getrruleset(addRDate=True)

    for home in (None, "Pacific/Apia", "America/St_Johns"):
        ours = [item.start.astimezone(UTC) for item in detect.read(text.encode(), clock.zone(home or "UTC")).items]
        assert ours == [start.astimezone(UTC) for start in theirs]


MOVED = """BEGIN:VEVENT
UID:club
RECURRENCE-ID;TZID=The hall:20261027T160000
DTSTART;TZID=The hall:20261028T173000
DTEND;TZID=The hall:20261028T183000
SUMMARY:Club
END:VEVENT
"""
CANCELLED = """BEGIN:VEVENT
UID:club
RECURRENCE-ID:20261103T150000Z
DTSTART;TZID=The hall:20261103T160000
DTEND;TZID=The hall:20261103T170000
STATUS:CANCELLED
SUMMARY:Club
END:VEVENT
"""


@pytest.mark.django_db
def test_a_moved_occurrence_of_another_program_appears_once_and_a_cancelled_one_is_cancelled(world: World) -> None:
    rule = "FREQ=WEEKLY;COUNT=5"
    first = detect.read(calendar(rule).encode())
    programme(world.congress, *first.items)
    sittings = dict(Session.objects.values_list("sittings__start", "sittings__guid"))

    later = detect.read(calendar(rule, besides=MOVED + CANCELLED).encode())
    programme(world.congress, *later.items)

    now = {item.guid: (item.start.astimezone(UTC), item.state) for item in queries.released(world.congress).items}
    assert len(later.items) == len(now) == 5
    assert now[str(sittings[datetime(2026, 10, 27, 15, tzinfo=UTC)])] == (
        datetime(2026, 10, 28, 16, 30, tzinfo=UTC), State.CONFIRMED,
    )  # fmt: skip
    assert now[str(sittings[datetime(2026, 11, 3, 15, tzinfo=UTC)])][1] is State.CANCELLED
    assert [state for _, state in now.values()].count(State.CONFIRMED) == 4


@pytest.mark.once
def test_an_hour_that_the_clocks_skip_is_left_out_of_a_series() -> None:
    text = calendar("FREQ=DAILY;COUNT=3").replace("20261013T160000", "20260328T023000").replace("1013T17", "0328T03")
    found = [item.start.astimezone(UTC) for item in detect.read(text.encode()).items]
    assert found == [datetime(2026, 3, 28, 1, 30, tzinfo=UTC), datetime(2026, 3, 30, 0, 30, tzinfo=UTC)]
