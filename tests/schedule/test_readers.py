"""Files become documents: leniently where a real file is odd, with a report of what was noticed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from schedule.exchange import detect
from schedule.exchange.document import FileRefusedError, Item, Kind
from schedule.exchange.prose import one_line, to_html, web_address
from schedule.exchange.times import duration_of, zone_named
from tests.schedule.conftest import fixture

pytestmark = pytest.mark.once

BERLIN = ZoneInfo("Europe/Berlin")


def codes(name: str) -> list[str]:
    return [problem.code for problem in detect.read(fixture(name)).problems]


def item(name: str, title: str, zone: ZoneInfo | None = None) -> Item:
    return next(found for found in detect.read(fixture(name), zone).items if found.title == title)


def test_a_frab_schedule_tells_title_zone_and_days() -> None:
    document = detect.read(fixture("congress.xml"))

    assert (document.format, document.title, document.zone) == ("xml", "Lantern Days", "Europe/Berlin")
    assert document.places == ("Lamp Hall", "Wick Room", "Empty Room")
    assert [day.date for day in document.days] == [date(2026, 10, 24)]


def test_markup_of_abstracts_is_reduced_to_harmless_elements() -> None:
    talk = item("congress.xml", "How lanterns age")

    assert talk.abstract == "<p>On <b>soot</b>.</p>"
    assert [link.url for link in talk.links] == ["https://lantern.example/1"]
    assert [person.name for person in talk.people] == ["Ilse Wachsmann", "தமிழ்ச்செல்வி"]


def test_a_talk_after_midnight_stays_on_its_conference_day() -> None:
    walk = item("congress.xml", "Night walk")

    assert walk.day == date(2026, 10, 24)
    assert walk.start == datetime(2026, 10, 25, 1, 30, tzinfo=BERLIN)


def test_a_walk_through_the_repeated_hour_lasts_as_long_as_it_says() -> None:
    walk = item("congress.xml", "Night walk")

    assert walk.start.astimezone(UTC) + walk.duration == datetime(2026, 10, 25, 1, 45, tzinfo=UTC)


def test_a_break_is_known_by_its_type_and_durations_come_in_many_shapes() -> None:
    assert item("congress.xml", "Coffee").kind is Kind.BREAK
    assert item("congress.xml", "Coffee").duration == timedelta(minutes=45)


def test_an_entry_without_a_readable_start_is_left_out_and_named() -> None:
    document = detect.read(fixture("congress.xml"))

    assert document.skipped == 1
    assert [(p.code, p.where) for p in document.problems] == [("item.no_start", "event 4 (Nobody knows when)")]


def test_json_reads_markdown_and_passes_over_unknown_members() -> None:
    talk = item("congress.json", "How lanterns age")

    assert talk.abstract == "<p>On <strong>soot</strong>.</p>"
    assert talk.people[0].source_id == "ABCDEF"
    assert codes("congress.json") == []


def test_text_before_a_calendar_is_passed_over_with_a_note() -> None:
    assert "ical.text_before" in codes("congress.ics")


def test_a_weekly_event_keeps_its_hour_across_the_end_of_summer_time() -> None:
    starts = [found.start for found in detect.read(fixture("congress.ics")).items if "Journal" in found.title]

    assert [start.hour for start in starts] == [16, 16, 16]
    assert [start.astimezone(UTC).hour for start in starts] == [14, 15, 15]


def test_one_uid_on_many_events_is_no_key() -> None:
    twins = [found for found in detect.read(fixture("congress.ics")).items if "of two" in found.title]

    assert [twin.source_id for twin in twins] == ["", ""]
    assert "ical.uid_shared" in codes("congress.ics")


def test_calendar_texts_lose_their_folds_and_escapes() -> None:
    club = item("congress.ics", "Journal club, open to all")

    assert "A long line that goes on" in club.abstract
    assert club.people[0].name == "Wachsmann, Ilse"


def test_a_sheet_is_read_in_the_zone_of_the_conference() -> None:
    opening = item("sheet.csv", "Opening", ZoneInfo("Europe/Lisbon"))

    assert opening.start == datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Europe/Lisbon"))
    assert [person.affiliation for person in opening.people] == ["Lamp Institute", "Northern Light"]
    assert opening.patients_welcome
    assert not opening.plain_language
    assert item("sheet.csv", "Scans explained").lay_summary == "<p>What a scan shows</p>"


def test_a_cell_made_harmless_on_export_is_itself_again() -> None:
    assert item("sheet.csv", "=HYPERLINK").duration == timedelta(minutes=20)


def test_a_file_without_zone_is_read_as_utc_and_says_so() -> None:
    assert codes("sheet.csv")[0] == "zone.missing"


def test_other_agendas_name_rooms_tracks_and_themes_tracks() -> None:
    sheet = b"submission_id,title,fullname,starttime,endtime,theme,track\nr1,A,B,2020-10-26 21:00:00+00:00,2020-10-26 21:15:00+00:00,T,room 3\n"
    found = detect.read(sheet).items[0]

    assert (found.place, found.track, found.source_id) == ("room 3", "T", "r1")


@pytest.mark.parametrize(
    ("text", "minutes"), [("00:30", 30), ("2:15", 135), ("45", 45), ("PT1H", 60), ("1:00:00", 60), ("P1D", 1440)]
)
def test_durations_are_read_in_every_shape_seen(text: str, minutes: int) -> None:
    assert duration_of(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "soon", "-5", "0", "00:00", "1:99", None, "9" * 50])
def test_what_is_no_duration_is_none(text: str | None) -> None:
    assert duration_of(text) is None


@pytest.mark.parametrize("name", ["../../etc/passwd", "Europe", "/etc/localtime", "Mars/Olympus", "", "a" * 300])
def test_a_zone_that_nobody_knows_is_none(name: str) -> None:
    assert zone_named(name) is None


def test_names_lose_controls_and_overrides_and_keep_their_script() -> None:
    assert one_line("  Ilse\u202e \x00Wachs\nmann ") == "Ilse Wachs mann"
    assert one_line("محمد") == "محمد"


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "//x", "http://", "ftp://a.example", "https://a b", "http://[x"]
)
def test_only_web_addresses_become_links(text: str) -> None:
    assert web_address(text) == ""


@pytest.mark.parametrize(
    "text", ["<p onclick=x>a</p>", "<svg onload=x>a</svg><p>b</p>", "<a href='javascript:x'>a</a>", "[a](javascript:x)"]
)
def test_no_abstract_can_run_anything(text: str) -> None:
    made = to_html(text)

    assert "onclick" not in made
    assert "<svg" not in made
    assert "href" not in made


def test_cleaning_an_abstract_twice_changes_nothing() -> None:
    for text in ("a\n\nb", "<div>x</div>", "**a** <b", "<h1>t</h1>u"):
        assert to_html(to_html(text)) == to_html(text)


def test_a_page_of_another_shape_is_refused_in_words() -> None:
    with pytest.raises(FileRefusedError) as refused:
        detect.read(b'{"schedule": {"2025-11-01": {"510": {}}}}')

    assert refused.value.problems[0].code == "json.not_a_schedule"


def test_every_wrong_type_in_a_json_schedule_is_named() -> None:
    text = fixture("congress.json").replace(b'"id": 1,', b'"id": "1",').replace(b'"title": "Slides"', b'"title": 5')

    with pytest.raises(FileRefusedError) as refused:
        detect.read(text)

    assert [problem.where.rpartition(".")[2] for problem in refused.value.problems] == ["id", "title"]
