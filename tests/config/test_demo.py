"""The invented congress: always the same, always alive, and closed to the outside world."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from asgiref.sync import sync_to_async
from django.apps import apps
from django.db import connections
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st

from conference.polls.models import Poll
from conference.questions.models import Question, Vote
from config.demo import actions, source, timetable
from config.demo.activity import play
from config.demo.activity.visitor import ServerAwayError, Visitor
from config.demo.activity.words import Words
from core import clock
from core.models import Conference
from core.unit import unit_of_work
from messaging.models import Message
from schedule.programme.models import Session
from society.home.actions import describe_society
from society.home.models import Society
from tests.conftest import LiveServer

pytestmark = pytest.mark.once  # on the second store it is loaded for tests/config/test_demo_loaded.py
LISBON = ZoneInfo("Europe/Lisbon")
A_DAY = date(2025, 11, 25)
# A usual day, and the two in the year on which the clocks change
DAYS = (A_DAY, date(2027, 3, 28), date(2027, 10, 31))


def at(day: date, half_hours: int) -> datetime:
    midnight = datetime(day.year, day.month, day.day, tzinfo=LISBON).astimezone(UTC)
    return midnight + timedelta(minutes=30 * half_hours + 1)


def load(now: datetime | None = None) -> actions.Loaded:
    return actions.load(now or clock.now(), lambda line: None)


def snapshot() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    return {
        model._meta.label: sorted(map(tuple, model.objects.values_list()), key=repr)  # type: ignore[attr-defined]
        for model in apps.get_models()
    }


# ---- the files ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", DAYS)
def test_a_stage_and_one_more_place_are_live_at_any_hour(day: date) -> None:
    for half_hours in range(48):
        now = at(day, half_hours)
        live = timetable.live(timetable.congress(now), now)
        assert len({item.place for item in live}) >= 2, now
        assert any(item.track for item in live), now


@settings_of_hypothesis(max_examples=40, deadline=None)
@given(st.datetimes(datetime(2024, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_day_two_holds_now_whatever_the_date(now: datetime) -> None:
    document = timetable.congress(now)
    assert document.days[1].date == now.astimezone(LISBON).date()
    assert len({item.place for item in timetable.live(document, now)}) >= 2


def test_the_day_after_is_as_full_as_the_day_itself() -> None:
    document = timetable.congress(at(A_DAY, 0))
    for half_hours in range(48, 96):
        assert len(timetable.live(document, at(A_DAY, half_hours))) >= 2


def test_nothing_overlaps_in_a_place_and_nobody_speaks_twice_at_once() -> None:
    items = timetable.congress(at(A_DAY, 20)).items
    for one, other in combinations(items, 2):
        if one.start < other.end and other.start < one.end:
            assert one.place != other.place, (one.title, other.title)
            assert not {p.source_id for p in one.people} & {p.source_id for p in other.people}, (one.title, other.title)


def test_the_congress_is_as_large_as_promised() -> None:
    document = timetable.congress(at(A_DAY, 20))
    assert len(document.items) >= 66
    assert len(document.tracks) == 4
    assert len(document.places) == 8
    assert len(source.people()) >= 70
    assert len(source.mentors()) >= 12
    assert {"Plenary", "Panel", "Workshop", "Poster flash", "Lounge", "Break", "Mentor hour", "Patients' session"} <= {
        item.type for item in document.items
    }


def test_every_name_in_the_files_is_known() -> None:
    people = source.people()
    assert all(key in people for s in source.sessions() for key in (*s.speakers, *filter(None, [s.chair])))
    assert all(mentor.person in people for mentor in source.mentors())
    assert all(watch["host"] in people for watch in source.toml("programme", "quay.toml")["watch"])
    assert all(clock.is_zone(person.zone) for person in [*people.values(), *source.crowd(60)])


def test_a_session_that_welcomes_patients_explains_itself_in_plain_words() -> None:
    assert [s.id for s in source.sessions() if (s.welcome or s.type == "patients") and not s.lay] == []


def test_names_come_in_many_scripts() -> None:
    names = " ".join(person.name for person in source.people().values())
    for script in (r"[а-я]", r"[α-ω]", r"[\u0600-\u06ff]", r"[\u0590-\u05ff]", r"[\u0900-\u097f]", r"[\u4e00-\u9fff]",
                   r"[\uac00-\ud7af]", r"[\u1200-\u137f]", r"[ơ-ƺȘ-țḀ-ỹ]"):  # fmt: skip
        assert re.search(script, names), script


def test_the_crowd_does_not_repeat_itself_before_all_was_said() -> None:
    words, bob = Words(seed=1), source.people()["bob"]
    said = [words.line("room", "", bob) for _ in range(24)]
    assert len(set(said)) == 24


def test_an_answer_follows_its_question() -> None:
    words, bob = Words(seed=2), source.people()["bob"]
    said = [words.line("room", "lounge", bob) for _ in range(60)]
    assert said.index("That deserves a poster of its own.") == 1 + said.index(
        "My best mistake: I mislabelled two tubes and found a better control."
    )


def test_people_greet_from_where_they_live() -> None:
    words, ada = Words(seed=3), source.people()["ada"]
    said = [words.line("room", "", ada) for _ in range(30)]
    assert sum("Kolkata" in line for line in said) == 1


def test_the_crowd_is_the_same_each_time_and_has_one_address_each() -> None:
    assert source.crowd(200)[:50] == source.crowd(50)
    assert len({person.email for person in source.crowd(200)}) == 200


def test_the_stage_loop_is_small_and_complete() -> None:
    folder = Path(actions.__file__).resolve().parents[2] / "frontend" / "static" / "demo" / "stage"
    named = [line for line in (folder / "video.m3u8").read_text().splitlines() if not line.startswith("#")]
    assert named
    assert all((folder / name).is_file() for name in (*named, "captions.vtt"))
    assert sum(file.stat().st_size for file in folder.iterdir()) <= 1_500_000


# ---- in the database ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_loading_twice_is_loading_once() -> None:
    load(at(A_DAY, 20))
    actions.load_crowd(Conference.objects.get(slug="tidelines"), 30)
    before = snapshot()
    again = load(at(A_DAY, 21))
    actions.load_crowd(Conference.objects.get(slug="tidelines"), 30)
    assert snapshot() == before
    assert (again.people, again.report.unchanged) == (0, len(timetable.congress(at(A_DAY, 21)).items))


@pytest.mark.django_db
def test_the_next_day_moves_the_whole_congress() -> None:
    load(at(A_DAY, 20))
    moved = load(at(A_DAY + timedelta(days=1), 20))
    assert moved.report.moved == len(timetable.congress(at(A_DAY, 20)).items)
    assert moved.conference.starts_on == A_DAY
    assert Session.objects.filter(conference=moved.conference, meeting=None).count() == moved.report.moved


@pytest.mark.django_db
def test_the_society_is_described_once_and_never_over_a_true_one() -> None:
    with unit_of_work():
        describe_society(name="A true society", short_name="True")
    load()
    assert Society.objects.get().name == "A true society"


# ---- activity ----------------------------------------------------------------------------------------------------


async def test_activity_reaches_the_rooms_through_the_front_door(live_server: LiveServer) -> None:
    told: list[str] = []
    loaded = await sync_to_async(load)()
    await sync_to_async(actions.load_crowd)(loaded.conference, 4)
    before = await sync_to_async(Question.objects.count)()
    await asyncio.to_thread(play_for_a_test, live_server.url, told)
    assert told == []
    said = await sync_to_async(Message.objects.filter(author__person__email__startswith="person0").count)()
    asked = await sync_to_async(Question.objects.count)() - before
    voted = await sync_to_async(Vote.objects.count)()
    assert said > 0
    assert said + asked + voted <= 20
    assert await sync_to_async(Poll.objects.exclude(state="open").exclude(kind="quiz").count)() == 0
    await sync_to_async(connections.close_all)()


def play_for_a_test(url: str, told: list[str]) -> None:
    try:
        play.run(url, people=4, pace=0, deeds=20, tell=told.append)
    finally:
        connections.close_all()  # this thread's own


def test_activity_says_when_nobody_answers() -> None:
    with pytest.raises(ServerAwayError, match="make run"):
        Visitor("http://127.0.0.1:9", source.people()["bob"]).sign_in("/demo/in/x", "/")
