"""Imports into the database: all or nothing, and the same file twice is nothing new."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext

from core.models import Conference
from schedule.exchange import actions, queries
from schedule.exchange.actions import ImportReport
from schedule.exchange.document import Document, Person
from schedule.exchange.downloads import WRITERS, as_text
from schedule.programme.models import Change, Place, Release, ReleasedSitting, Session, Sitting, Speaker, Star, Talk
from tests.factories import World
from tests.schedule.conftest import FIXTURES, NOON, fixture, items, programme

pytestmark = pytest.mark.django_db


def manage(*args: str) -> tuple[int, str, str]:
    """Exit code, output and error output of `manage.py programme`."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("programme", *args, stdout=out, stderr=err)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def bring(path: Path, *args: str, slug: str = "lantern") -> tuple[int, dict[str, Any]]:
    code, out, _ = manage("import", str(path), "--conference", slug, "--json", *args)
    return code, json.loads(out)


def counted(report: ImportReport) -> tuple[int, int, int, int, int]:
    return report.created, report.changed, report.moved, report.cancelled, report.unchanged


def again(conference: Conference, *entries: Any) -> ImportReport:
    return actions.import_document(conference, Document("test", "", "test", conference.zone, entries))


@pytest.mark.parametrize("name", ["congress.xml", "congress.json", "congress.ics", "sheet.csv"])
def test_every_format_imports_and_a_second_time_changes_nothing(name: str) -> None:
    code, first = bring(FIXTURES / name)
    again_code, second = bring(FIXTURES / name)

    assert (code, again_code) == (0, 0)
    assert first["created"] == Sitting.objects.count() > 0
    assert {second[key] for key in ("created", "changed", "moved", "cancelled")} == {0}
    assert second["unchanged"] == first["created"]


def test_an_unknown_conference_is_made_from_the_file() -> None:
    bring(FIXTURES / "congress.xml")

    made = Conference.objects.get(slug="lantern")
    assert (made.name, made.acronym, made.zone) == ("Lantern Days", "lantern26", "Europe/Berlin")
    assert made.roles.filter(code="organizer").exists()


def test_the_zone_comes_from_the_option_where_the_file_has_none() -> None:
    bring(FIXTURES / "sheet.csv", "--zone", "Asia/Kolkata")

    assert Conference.objects.get().zone == "Asia/Kolkata"
    assert f"{Sitting.objects.earliest('start').start:%H:%M}" == "03:30"


def test_a_dry_run_tells_and_writes_nothing() -> None:
    code, report = bring(FIXTURES / "congress.xml", "--dry-run")

    assert (code, report["created"]) == (0, 3)
    assert not Conference.objects.exists()


def test_a_refused_file_ends_with_two_and_imports_nothing(tmp_path: Path) -> None:
    path = tmp_path / "broken.xml"
    path.write_bytes(fixture("congress.xml")[:-20])
    code, report = bring(path)

    assert code == 2
    assert report["problems"][0]["code"] == "xml.malformed"
    assert set(report) == {"created", "changed", "moved", "cancelled", "unchanged", "skipped", "problems"}
    assert not Conference.objects.exists()


@pytest.mark.parametrize("args", [("--zone", "Mars/Olympus"), ("--conference", "no slug"), ("--conference", "society")])
def test_a_wrong_option_is_refused_too(args: tuple[str, str]) -> None:
    assert bring(FIXTURES / "congress.xml", *args)[0] == 2


def test_a_missing_file_is_refused() -> None:
    assert bring(Path("nowhere.xml"))[0] == 2


def test_progress_goes_to_the_error_output_and_the_report_alone_to_the_other() -> None:
    _, out, err = manage("import", str(FIXTURES / "congress.xml"), "--conference", "lantern", "--json")

    assert json.loads(out)["created"] == 3
    assert "Created 3 sessions." in err


def test_an_import_that_fails_half_way_leaves_nothing(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    same = items(1)[0]
    programme(world.congress, *items(3))
    before = Session.objects.count(), Place.objects.count()

    with pytest.raises(IntegrityError):
        again(world.congress, *items(5), replace(same, source_id="x", duration=timedelta(0), place="Nowhere"))

    assert (Session.objects.count(), Place.objects.count()) == before


def test_a_session_has_one_talk_with_its_speakers_in_order(world: World) -> None:
    people = tuple(Person(name, name) for name in ("Zoe", "Ann", "Mia"))
    programme(world.congress, replace(items(1)[0], people=people, lay_summary="<p>plain</p>"))

    talk = Talk.objects.get()
    assert [row.speaker.name for row in talk.appearances.all()] == ["Zoe", "Ann", "Mia"]
    assert talk.lay_summary == "<p>plain</p>"


def test_a_move_keeps_the_sitting_its_uid_and_its_stars(world: World) -> None:
    first, second = items(2)
    programme(world.congress, first, second)
    sitting = Sitting.objects.get(session__title="Talk 0")
    Star.objects.create(person=world.bob, session=sitting.session, at=NOON)
    report = again(world.congress, replace(first, start=first.start + timedelta(hours=2), place="Hall 9"), second)

    moved = Sitting.objects.get(pk=sitting.pk)
    assert counted(report) == (0, 0, 1, 0, 1)
    assert (moved.uid, moved.sequence, str(moved.place)) == (sitting.uid, 1, "Hall 9")
    assert moved.event is not None
    assert moved.event.start == moved.start == first.start + timedelta(hours=2)
    assert Star.objects.get().session_id == moved.session_id
    assert ReleasedSitting.objects.get(sitting=moved).start == moved.start
    assert Change.objects.get(kind="moved").after["place"] == "Hall 9"


def test_a_rename_is_a_change_and_an_absentee_is_cancelled(world: World) -> None:
    first, second = items(2)
    programme(world.congress, first, second)
    report = again(world.congress, replace(first, title="Another title", people=(Person("New", "n"),)))

    assert counted(report) == (0, 1, 0, 1, 0)
    assert Session.objects.get(title="Another title").talks.get().title == "Another title"
    gone = Session.objects.get(title="Talk 1")
    assert gone.state == "cancelled"
    assert gone.sittings.get().event is None
    assert ReleasedSitting.objects.get(session=gone).cancelled


def test_what_was_cancelled_comes_back_with_its_event(world: World) -> None:
    first, second = items(2)
    programme(world.congress, first, second)
    again(world.congress, first)
    again(world.congress, first, second)

    back = Session.objects.get(title="Talk 1")
    assert back.state == "confirmed"
    assert back.sittings.get().event is not None
    assert not ReleasedSitting.objects.get(session=back).cancelled


def test_a_move_by_hand_survives_the_next_import(world: World) -> None:
    first, second = items(2)
    programme(world.congress, first, second)
    Sitting.objects.filter(session__title="Talk 0").update(start=first.start - timedelta(hours=1))
    again(world.congress, first, replace(second, title="Renamed"))

    assert Sitting.objects.get(session__title="Talk 0").start == first.start - timedelta(hours=1)


def test_two_sources_do_not_cancel_each_other(world: World) -> None:
    programme(world.congress, *items(2))
    report = actions.import_document(world.congress, Document("ics", "", "other", "UTC", items(3)))

    assert counted(report) == (3, 0, 0, 0, 0)
    assert not Session.objects.filter(state="cancelled").exists()


def test_the_same_programme_may_stand_in_two_conferences(world: World) -> None:
    guid = "11111111-1111-4111-8111-111111111111"
    for conference in (world.congress, world.neighbour):
        programme(conference, replace(items(1)[0], guid=guid))

    assert Sitting.objects.filter(guid=guid).count() == 2


def test_two_people_of_one_name_stay_two_where_the_source_knows_them_apart(world: World) -> None:
    first, second = items(2)
    programme(
        world.congress,
        replace(first, people=(Person("Kim Lee", "1"),)),
        replace(second, people=(Person("Kim Lee", "2"),)),
    )

    assert Speaker.objects.filter(name="Kim Lee").count() == 2


def test_the_number_of_queries_hardly_grows_with_the_programme(world: World) -> None:
    with CaptureQueriesContext(connection) as few:
        programme(world.congress, *items(3))
    with CaptureQueriesContext(connection) as many:
        programme(world.neighbour, *items(300, 20))

    # SQLite takes few values in one statement: some more statements for a hundred times as many rows are its own.
    assert len(many) <= len(few) + 25


def test_a_first_release_is_made_and_later_imports_amend_it(world: World) -> None:
    programme(world.congress, *items(2))
    assert not Change.objects.exists()
    again(world.congress, *items(3))

    assert Release.objects.get().sittings.count() == 3
    assert [change.kind for change in Change.objects.all()] == ["created"]


def test_importing_our_own_export_gives_the_same_programme(world: World) -> None:
    programme(world.congress, *items(12, 3))
    for format_name in ("xml", "json", "ics"):
        slug = f"copy-{format_name}"
        actions.import_file(as_text(world.congress, format_name).encode(), slug)
        copy = queries.released(Conference.objects.get(slug=slug))
        made = queries.released(world.congress)
        assert [(i.guid, i.title, i.start, i.place) for i in copy.items] == [
            (i.guid, i.title, i.start, i.place) for i in made.items
        ]


def test_exports_leave_out_what_is_cancelled_and_the_calendar_says_so(world: World) -> None:
    programme(world.congress, *items(2))
    again(world.congress, items(1)[0])

    assert "Talk 1" not in as_text(world.congress, "xml")
    assert "Talk 1" not in as_text(world.congress, "json")
    assert "STATUS:CANCELLED" in as_text(world.congress, "ics")


def test_the_export_of_an_unknown_conference_is_refused() -> None:
    with pytest.raises(Exception, match="no conference"):
        manage("export", "--conference", "nowhere", "--format", "xml")


def test_an_unreleased_programme_exports_as_an_empty_one(world: World) -> None:
    for format_name in WRITERS:
        assert "Talk" not in as_text(world.congress, format_name)
