"""The programme's pages: for strangers, for attendees, in two zones, with few queries."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schedule.exchange import actions
from schedule.exchange.document import Document, Kind, Person
from schedule.programme.models import Session, Sitting, Speaker, Talk, TalkSpeaker
from schedule.search import duties
from tests.factories import World, browser_of
from tests.schedule.conftest import NOON, items, programme

MOST_QUERIES = 15


def text_of(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize("count", [1, 3, 773])
def test_the_page_takes_at_most_fifteen_queries_for_any_number(world: World, at_noon: datetime, count: int) -> None:
    programme(world.congress, *items(count, 108))
    duties.renew()  # the index of search, as a worker would
    for who, view in product((None, world.bob), ("", "?view=grid", "?q=Talk", "?mine=1")):
        browser = browser_of(who)
        with CaptureQueriesContext(connection) as asked:
            response = browser.get(f"/tidelines/programme{view}")
        assert response.status_code == 200
        assert len(asked) <= MOST_QUERIES


def test_a_stranger_reads_the_released_programme_and_finds_no_stars(world: World, at_noon: datetime) -> None:
    programme(world.congress, *items(3))
    page = text_of(browser_of().get("/tidelines/programme"))

    assert "Talk 0" in page
    assert "Speaker 0" in page
    assert "star.set" not in page


def test_a_conference_without_release_says_so(world: World) -> None:
    assert "not published yet" in text_of(browser_of().get("/tidelines/programme"))


@pytest.mark.parametrize(
    "path", ["programme", "session/NOWHERE", "speaker/NOWHERE", "schedule.xml", "session/NOWHERE/calendar.ics"]
)
def test_what_is_not_there_is_not_found(world: World, path: str) -> None:
    assert browser_of().get(f"/nowhere/{path}").status_code == 404


@pytest.mark.parametrize("state", ["draft", "submitted", "accepted", "rejected", "withdrawn"])
def test_only_confirmed_and_cancelled_sessions_are_public(world: World, at_noon: datetime, state: str) -> None:
    programme(world.congress, *items(2))
    secret = Session.objects.get(title="Talk 0")
    Session.objects.filter(pk=secret.pk).update(state=state)
    speaker = Speaker.objects.get(name="Speaker 0")
    for who in (None, world.bob, world.charlie):
        browser = browser_of(who)
        assert browser.get(f"/tidelines/session/{secret.code}").status_code == 404
        assert browser.get(f"/tidelines/speaker/{speaker.code}").status_code == 404
        for path in ("programme", "programme?q=Talk", "schedule.xml", "schedule.json", "schedule.ics", "schedule.csv"):
            assert "Talk 0" not in text_of(browser.get(f"/tidelines/{path}"))


def test_a_session_of_another_conference_is_not_found_here(world: World) -> None:
    programme(world.neighbour, *items(1))
    code = Session.objects.get().code

    assert browser_of().get(f"/coastal-data/session/{code}").status_code == 200
    assert browser_of().get(f"/tidelines/session/{code}").status_code == 404


def test_what_is_worked_on_stays_inside_until_it_is_released(world: World, at_noon: datetime) -> None:
    programme(world.congress, *items(1))
    Sitting.objects.update(start=NOON - timedelta(days=9), end=NOON - timedelta(days=8), day=date(2026, 11, 16))

    assert "16 November" not in text_of(browser_of().get("/tidelines/programme"))


def test_the_page_opens_on_today_and_a_day_can_be_chosen(world: World, at_noon: datetime) -> None:
    (today,) = items(1)
    tomorrow = replace(
        today, title="Tomorrow's talk", source_id="2", start=NOON + timedelta(days=1), day=date(2026, 11, 26)
    )
    programme(world.congress, today, tomorrow)
    browser = browser_of()

    assert "Tomorrow&#x27;s talk" not in text_of(browser.get("/tidelines/programme"))
    assert "Tomorrow&#x27;s talk" in text_of(browser.get("/tidelines/programme?day=2026-11-26"))
    assert "Talk 0" in text_of(browser.get("/tidelines/programme?day=nonsense"))


def test_a_session_after_midnight_stands_under_its_conference_day(world: World, at_noon: datetime) -> None:
    late = replace(
        items(1)[0], title="Night talk", start=datetime(2026, 11, 26, 2, 0, tzinfo=ZoneInfo("Europe/Lisbon"))
    )
    programme(world.congress, late)

    assert "Night talk" in text_of(browser_of().get("/tidelines/programme?day=2026-11-25"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("track={track}", "Talk 1"),
        ("place={place}", "Talk 1"),
        ("type=workshop", "Talk 1"),
        ("language=fr", "Talk 1"),
        ("audience=patients", "Talk 1"),
        ("audience=plain", "Talk 1"),
        ("q=Talk+1", "Talk 1"),
        ("q=larkenfield", "Talk 1"),
        ("q=rarely+said", "Talk 1"),
    ],
)
def test_filters_and_search_leave_what_fits(world: World, at_noon: datetime, query: str, found: str) -> None:
    first, second, third = items(3)
    second = replace(
        second, track="Patients", place="Small hall", type="workshop", language="fr", patients_welcome=True,
        plain_language=True, people=(Person("Alice Larkenfield"),), abstract="<p>A word rarely said</p>",
    )  # fmt: skip
    programme(world.congress, first, second, third)
    session = Session.objects.get(title="Talk 1")
    query = query.format(track=session.track_id, place=session.sittings.get().place_id)
    page = text_of(browser_of().get(f"/tidelines/programme?{query}"))

    assert found in page
    assert "Talk 0" not in page
    assert "Talk 2" not in page


@pytest.mark.parametrize(
    "query", ["track=x", "place=99999999999999999999", "day=%00", "q=%00", "view=zzz", "audience=all", "zone=../etc"]
)
def test_a_nonsense_address_shows_a_page(world: World, at_noon: datetime, query: str) -> None:
    programme(world.congress, *items(1))

    assert browser_of().get(f"/tidelines/programme?{query}").status_code == 200


def test_the_chosen_zone_stands_beside_congress_time_and_is_remembered(world: World, at_noon: datetime) -> None:
    programme(world.congress, *items(1))
    browser = browser_of()
    first = text_of(browser.get("/tidelines/programme?zone=Asia/Kolkata"))
    later = text_of(browser.get("/tidelines/programme"))
    forgotten = text_of(browser.get("/tidelines/programme?zone="))

    for page in (first, later):
        assert re.search(r"12:00 WET .*?you: 17:30 IST", page)
    assert "17:30" not in forgotten


def test_my_zone_is_that_of_my_profile_until_i_choose_one(world: World, at_noon: datetime) -> None:
    programme(world.congress, *items(1))

    assert "17:30" in text_of(browser_of(world.ada).get("/tidelines/programme"))


def test_a_day_that_is_another_one_for_me_names_both_dates(world: World, at_noon: datetime) -> None:
    programme(world.congress, *items(1))
    page = text_of(browser_of().get("/tidelines/programme?zone=Pacific/Auckland"))

    assert "Wednesday 25 November 2026" in page
    assert re.search(r"for you\s+Thu 26 Nov", page)


def test_now_and_next_stand_on_top_today(world: World, at_noon: datetime) -> None:
    programme(world.congress, *items(3, start=NOON - timedelta(minutes=10)))
    page = text_of(browser_of().get("/tidelines/programme"))

    assert "now-and-next" in page
    assert "is-live" in page


def test_a_cancelled_session_is_marked_and_not_hidden(world: World, at_noon: datetime) -> None:
    first, second = items(2)
    programme(world.congress, first, second)
    actions.import_document(world.congress, Document("test", "", "test", "UTC", (first,)))
    page = text_of(browser_of().get("/tidelines/programme"))

    assert "is-cancelled" in page
    assert "Cancelled" in page


def test_a_session_page_tells_everything_and_leads_into_the_room(world: World, at_noon: datetime) -> None:
    one = replace(items(1)[0], subtitle="A subtitle", lay_summary="<p>Plain words</p>", patients_welcome=True)
    programme(world.congress, one)
    session = Session.objects.get()
    page = text_of(browser_of(world.bob).get(f"/tidelines/session/{session.code}"))

    for words in ("Talk 0", "A subtitle", "About 0", "Plain words", "Speaker 0", "Hall 1", "12:00", "Patients welcome"):
        assert words in page
    assert f"/tidelines/room/{session.code}" in page
    assert f"/tidelines/session/{session.code}/calendar.ics" in page


def test_a_break_has_no_room_to_enter(world: World) -> None:
    programme(world.congress, replace(items(1)[0], kind=Kind.BREAK))
    code = Session.objects.get().code

    assert f"/tidelines/room/{code}" not in text_of(browser_of(world.bob).get(f"/tidelines/session/{code}"))


def test_a_session_of_several_talks_lists_them_with_their_speakers(world: World) -> None:
    programme(world.congress, *items(1))
    session = Session.objects.get()
    second = Talk.objects.create(session=session, order=1, title="The second talk")
    speaker = Speaker.objects.create(conference=world.congress, name="Nia Secondley")
    TalkSpeaker.objects.create(talk=second, speaker=speaker)
    page = text_of(browser_of().get(f"/tidelines/session/{session.code}"))

    assert "The second talk" in page
    assert "Nia Secondley" in page


def test_a_speaker_page_lists_where_they_speak(world: World) -> None:
    programme(world.congress, *items(2))
    speaker = Speaker.objects.get(name="Speaker 0")
    page = text_of(browser_of().get(f"/tidelines/speaker/{speaker.code}"))

    assert "Talk 0" in page
    assert "Talk 1" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_session_and_speaker_pages_take_few_queries(world: World, count: int) -> None:
    person = Person("Busy Bee", "b")
    programme(world.congress, *(replace(item, people=(person,)) for item in items(count)))
    session, speaker = Session.objects.first(), Speaker.objects.get()
    assert session is not None
    browser = browser_of(world.bob)
    for path in (f"session/{session.code}", f"speaker/{speaker.code}"):
        with CaptureQueriesContext(connection) as asked:
            browser.get(f"/tidelines/{path}")
        assert len(asked) <= 20


@pytest.mark.parametrize(
    ("name", "kind"),
    [("xml", "application/xml"), ("json", "application/json"), ("ics", "text/calendar"), ("csv", "text/csv")],
)
def test_the_whole_programme_can_be_taken_along(world: World, name: str, kind: str) -> None:
    programme(world.congress, *items(2))
    response = browser_of().get(f"/tidelines/schedule.{name}")

    assert response["Content-Type"].startswith(kind)
    assert "Talk 1" in text_of(response)


def test_a_format_we_do_not_write_is_not_found(world: World) -> None:
    assert browser_of().get("/tidelines/schedule.exe").status_code == 404


def test_a_session_can_be_added_to_a_calendar(world: World) -> None:
    programme(world.congress, *items(2))
    session = Session.objects.get(title="Talk 1")
    text = text_of(browser_of().get(f"/tidelines/session/{session.code}/calendar.ics"))

    assert text.count("BEGIN:VEVENT") == 1
    assert "DTSTART:20261125T122000Z" in text
