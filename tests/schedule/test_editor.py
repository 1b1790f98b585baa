"""Organizers move sessions without fear: nothing is lost, each edit can be taken back, errors stand at their field."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.errors import Conflict, Forbidden, Invalid, NotFound
from realtime import log, registry
from schedule.programme.models import Edit, Place, ReleasedSitting, Session, SessionType, Sitting, Speaker, Track
from schedule.programme.releases import queries as planning
from tests.factories import World, at_once, browser_of, do
from tests.schedule.conftest import NOON, items, programme

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def sitting(world: World) -> Sitting:
    """The first of three talks in Hall 1, at noon; Hall 2 is free."""
    programme(world.congress, *items(3))
    Place.objects.create(conference=world.congress, name="Hall 2", position=2)
    return Sitting.objects.get(session__title="Talk 0")


def place(world: World, sitting: Sitting, who: str = "olga", **more: Any) -> dict[str, Any]:
    said = {
        "session": sitting.session_id, "sitting": sitting.pk, "version": sitting.version,
        "start": "2026-11-25T15:00", "end": "2026-11-25T15:20", "place": sitting.place_id,
    }  # fmt: skip
    return do(getattr(world, who), "sitting.place", **{**said, **more})


def test_a_move_is_work_in_progress_and_is_kept_as_an_edit(world: World, sitting: Sitting) -> None:
    place(world, sitting)
    sitting.refresh_from_db()
    assert (sitting.start, sitting.version) == (NOON + timedelta(hours=3), 1)
    assert ReleasedSitting.objects.get(sitting=sitting).start == NOON
    edit = Edit.objects.get()
    assert (edit.text, edit.by_id) == ("Moved: Talk 0", world.olga.pk)
    assert [event.type for event in log.read(f"planning:{world.congress.pk}", 0)] == ["programme.edited"]


def test_only_organizers_hear_of_edits(world: World, sitting: Sitting) -> None:
    stream = f"planning:{world.congress.pk}"
    assert registry.may_read(world.olga.pk, stream)
    for who in (world.bob, world.mo, world.charlie):
        assert not registry.may_read(who.pk, stream)


def test_who_saw_an_older_version_overwrites_nothing(world: World, sitting: Sitting) -> None:
    place(world, sitting)
    with pytest.raises(Conflict) as refused:
        place(world, sitting, start="2026-11-25T17:00", end="2026-11-25T17:20", version=0)
    assert refused.value.code == "item.changed"
    assert Sitting.objects.get(pk=sitting.pk).start == NOON + timedelta(hours=3)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_exactly_one_wins(world: World, sitting: Sitting) -> None:
    won: list[int] = []

    def act(who: object) -> None:
        minute = next(minutes)
        try:
            place(world, sitting, start=f"2026-11-25T16:{minute:02}", end=f"2026-11-25T17:{minute:02}", version=0)
            won.append(minute)
        except Conflict:
            pass

    minutes = iter(range(10))
    at_once([world.olga] * 8, act)
    assert len(won) == 1
    assert Sitting.objects.get(pk=sitting.pk).start.minute == won[0]


def test_without_scripts_the_second_sees_both_and_chooses(world: World, sitting: Sitting) -> None:
    browser, code = browser_of(world.olga), sitting.session.code
    path, hall = f"/tidelines/organize/programme/session/{code}", Place.objects.get(name="Hall 2").pk
    place(world, sitting)
    mine = {
        "command": "sitting.place", "session": sitting.session_id, "sitting": sitting.pk, "version": "0",
        "start": "2026-11-25T17:00", "end": "2026-11-25T17:30", "place": hall,
    }  # fmt: skip
    answer = browser.post(path, mine)
    text = answer.content.decode()
    assert answer.status_code == 409
    for said in ("Somebody changed this meanwhile", "2026-11-25T15:00", "2026-11-25T17:00", 'name="version" value="1"'):
        assert said in text
    assert browser.post(path, {**mine, "version": "1"}).status_code == 302
    assert Sitting.objects.get(pk=sitting.pk).place_id == hall


FAULTS = [
    ({"end": "2026-11-25T14:00"}, "end", "sitting.ends_before_it_starts"),
    ({"start": "2026-12-24T15:00", "end": "2026-12-24T15:20"}, "start", "sitting.outside"),
    ({"zone": "Mars/Olympus"}, "zone", "zone.unknown"),
    ({"start": "2026-11-25T12:30", "end": "2026-11-25T12:45"}, "place", "sitting.overlap"),
    ({"end": "2026-11-27T15:00"}, "end", "sitting.too_long"),
    ({"start": "tomorrow"}, "start", "field.datetime_from_date_parsing"),
]


@pytest.mark.parametrize(("said", "field", "code"), FAULTS)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_lost(
    world: World, sitting: Sitting, said: dict[str, str], field: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        place(world, sitting, **said)
    assert (refused.value.field, refused.value.code) == (field, code)
    path = f"/tidelines/organize/programme/session/{sitting.session.code}"
    form = {
        "command": "sitting.place", "session": sitting.session_id, "sitting": sitting.pk, "version": "0",
        "start": "2026-11-25T15:00", "end": "2026-11-25T15:20", "place": sitting.place_id, **said,
    }  # fmt: skip
    answer = browser_of(world.olga).post(path, form)
    assert answer.status_code == 422
    for value in said.values():
        assert f'value="{value}"' in answer.content.decode()
    assert Sitting.objects.get(pk=sitting.pk).start == NOON


@pytest.mark.parametrize(
    ("wall", "code"), [("2026-10-25T01:30", "time.doubled_hour"), ("2027-03-28T01:30", "time.missing_hour")]
)
def test_the_hour_that_is_missing_and_the_one_that_comes_twice(
    world: World, sitting: Sitting, wall: str, code: str
) -> None:
    type(world.congress).objects.update(starts_on="2026-10-01", ends_on="2027-04-30")
    end = (datetime.fromisoformat(wall) + timedelta(hours=2)).isoformat()
    with pytest.raises(Invalid) as refused:
        place(world, sitting, start=wall, end=end)
    assert (refused.value.field, refused.value.code) == ("start", code)
    if code == "time.doubled_hour":
        for fold, hour in ((0, 0), (1, 1)):
            sitting.refresh_from_db()
            place(world, sitting, start=wall, end=end, fold=fold)
            assert Sitting.objects.get(pk=sitting.pk).start.hour == hour


def test_two_in_one_place_are_possible_when_wanted(world: World, sitting: Sitting) -> None:
    place(world, sitting, start="2026-11-25T12:30", end="2026-11-25T12:45", anyway=True)


def test_a_session_after_midnight_belongs_to_the_day_before(world: World, sitting: Sitting) -> None:
    place(world, sitting, start="2026-11-27T02:00", end="2026-11-27T03:30")
    assert Sitting.objects.get(pk=sitting.pk).day.isoformat() == "2026-11-26"


def test_every_kind_of_edit_can_be_taken_back(world: World, sitting: Sitting) -> None:
    def snapshot() -> list[object]:
        return [
            sorted(Sitting.objects.values_list("pk", "start", "place", "dropped")),
            sorted(Session.objects.exclude(state="withdrawn").values_list("pk", "title", "type", "track")),
            sorted(Place.objects.values_list("name", "capacity")),
            sorted(Track.objects.values_list("name")),
        ]

    ids = list(Session.objects.values_list("pk", flat=True))
    here, hall = {"conference": "tidelines"}, Place.objects.get(name="Hall 2")
    own = {"session": sitting.session_id, "version": 0, "title": "Another title"}
    deeds: list[tuple[str, dict[str, Any]]] = [
        ("sitting.drop", {"sitting": sitting.pk, "version": sitting.version}),
        ("session.write", {**here, **own, "type": "Panel"}),
        ("session.bulk", {**here, "sessions": ids, "what": "shift", "value": "-15"}),
        ("session.bulk", {**here, "sessions": ids, "what": "place", "value": str(hall.pk)}),
        ("session.bulk", {**here, "sessions": ids, "what": "type", "value": "Panel"}),
        ("frame.write", {**here, "kind": "place", "item": hall.pk, "version": 0, "name": "Aula", "capacity": 90}),
        ("frame.write", {**here, "kind": "track", "name": "New track"}),
        ("frame.drop", {**here, "kind": "place", "item": hall.pk, "version": None}),
    ]
    for name, data in deeds:
        before = snapshot()
        if "version" in data:
            row: Any = {"sitting.drop": sitting, "session.write": sitting.session}.get(name, hall)
            row.refresh_from_db()
            data["version"] = row.version
        do(world.olga, name, **data)
        assert snapshot() != before, name
        do(world.olga, "edit.undo", edit=Edit.objects.latest("pk").pk)
        assert snapshot() == before, name


def test_what_somebody_built_upon_is_not_taken_back(world: World, sitting: Sitting) -> None:
    place(world, sitting)
    first = Edit.objects.latest("pk")
    sitting.refresh_from_db()
    place(world, sitting, start="2026-11-25T17:00", end="2026-11-25T17:20")
    with pytest.raises(Conflict) as refused:
        do(world.olga, "edit.undo", edit=first.pk)
    assert refused.value.code == "edit.overtaken"


def test_a_day_is_copied_with_its_breaks_or_with_everything(world: World, sitting: Sitting) -> None:
    lunch = Session.objects.create(conference=world.congress, title="Lunch", kind="break", state="confirmed")
    Sitting.objects.create(
        conference=world.congress, session=lunch, start=NOON, end=NOON + timedelta(hours=1), day=NOON.date()
    )
    days = {"conference": "tidelines", "source": "2026-11-25"}
    assert do(world.olga, "day.copy", **days, target="2026-11-26")["copied"] == 1
    assert do(world.olga, "day.copy", **days, target="2026-11-24", everything=True)["copied"] == 4
    copies = Session.objects.filter(title="Talk 0").exclude(pk=sitting.session_id)
    assert [copy.state for copy in copies] == ["draft"]
    assert Sitting.objects.get(session__title="Lunch", day="2026-11-26").start == NOON + timedelta(days=1)


def test_a_session_type_is_renamed_with_its_sessions(world: World, sitting: Sitting) -> None:
    made = do(world.olga, "frame.write", conference="tidelines", kind="type", name="talk")
    do(world.olga, "frame.write", conference="tidelines", kind="type", item=made["item"], version=0, name="Lecture")
    assert set(Session.objects.values_list("type", flat=True)) == {"Lecture"}
    assert SessionType.objects.get().minutes == 30


def test_what_is_in_use_stays_and_a_name_is_had_once(world: World, sitting: Sitting) -> None:
    with pytest.raises(Conflict):
        do(world.olga, "frame.drop", conference="tidelines", kind="place", item=sitting.place_id, version=0)
    with pytest.raises(Invalid) as refused:
        do(world.olga, "frame.write", conference="tidelines", kind="place", name="Hall 1")
    assert refused.value.field == "name"


def test_what_belongs_to_the_neighbour_is_not_there(world: World, sitting: Sitting) -> None:
    theirs = Place.objects.create(conference=world.neighbour, name="Elsewhere")
    for who, more in (("olga", {"place": theirs.pk}), ("charlie", {})):
        with pytest.raises(NotFound):
            place(world, sitting, who, **more)


def test_a_session_is_made_given_a_time_and_shown_in_the_editor(world: World, sitting: Sitting) -> None:
    browser = browser_of(world.olga)
    form = {"command": "session.write", "conference": "tidelines", "title": "Panel on rest", "minutes": "45"}
    answer = browser.post("/tidelines/organize/programme/session/new", form)
    assert answer.status_code == 302
    assert "Panel on rest" in browser.get("/tidelines/organize/programme").content.decode()
    session = Session.objects.get(title="Panel on rest")
    made = {"command": "sitting.place", "session": session.pk, "start": "2026-11-25T18:00", "end": "2026-11-25T18:45"}
    assert browser.post(answer["Location"].partition("?")[0], made).status_code == 302
    data = browser.get("/tidelines/organize/programme/day?day=2026-11-25").json()
    assert "Panel on rest" in [row["title"] for row in data["sittings"]]


@pytest.mark.parametrize("count", [1, 40])
def test_the_editor_takes_at_most_twenty_queries(world: World, count: int) -> None:
    programme(world.congress, *items(count, 4))
    browser = browser_of(world.olga)
    for path in ("", "/day", "/frame", "/speakers", f"/session/{Session.objects.earliest('pk').code}"):
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(f"/tidelines/organize/programme{path}").status_code == 200
        assert len(asked) <= 20, path


def test_hours_of_a_speaker_and_a_place_are_shown_in_the_grid_and_warned_of_before_a_release(
    world: World, sitting: Sitting
) -> None:
    speaker = Speaker.objects.get(name="Speaker 0")
    Speaker.objects.filter(pk=speaker.pk).update(person=world.bob)
    morning = {"start": "2026-11-25T09:00", "end": "2026-11-25T12:00"}
    do(world.bob, "hours.offer", kind="speaker", item=speaker.pk, **morning)  # her own
    do(world.olga, "hours.offer", kind="place", item=sitting.place_id, **morning)
    with pytest.raises(Forbidden):
        do(world.ada, "hours.offer", kind="speaker", item=speaker.pk, **morning)
    browser = browser_of(world.olga)
    data = browser.get("/tidelines/organize/programme/day?day=2026-11-25").json()
    assert data["speakers"][str(speaker.pk)]["open"] == [["2026-11-25T09:00:00+00:00", "2026-11-25T12:00:00+00:00"]]
    assert data["places"][0]["open"] is not None
    assert data["places"][1]["open"] is None
    page = browser.get("/tidelines/organize/programme/release").content.decode()
    assert "A speaker cannot be there then" in page
    assert "The place is not open then" in page
    assert "Speaker 0" in browser.get("/tidelines/organize/programme/hours").content.decode()


def test_a_speaker_enters_her_own_weekly_hours_which_stay_at_their_hour(world: World, sitting: Sitting) -> None:
    speaker = Speaker.objects.get(name="Speaker 0")
    assert "not named as a speaker" in browser_of(world.bob).get("/tidelines/my-hours").content.decode()
    Speaker.objects.filter(pk=speaker.pk).update(person=world.bob)
    tuesdays = {"start": "2026-10-13T16:00", "end": "2026-10-13T18:00", "zone": "Europe/Berlin", "last": "2026-11-10"}
    do(world.bob, "hours.offer", kind="speaker", item=speaker.pk, **tuesdays)

    page = browser_of(world.bob).get("/tidelines/my-hours").content.decode()
    assert "every Tuesday 16:00 – 18:00 until 10 Nov 2026" in page
    assert "Speaker 0" in page
    assert "Speaker 1" not in page, "her own alone"
    first = datetime(2026, 10, 1, tzinfo=UTC)
    windows, _ = planning.available([speaker.pk], [], (first, first + timedelta(days=60)))
    assert [(start.day, start.hour) for start, _ in windows[speaker.pk]] == [
        (13, 14), (20, 14), (27, 15), (3, 15), (10, 15)
    ]  # fmt: skip
    with pytest.raises(Invalid) as refused:
        do(world.bob, "hours.offer", kind="speaker", item=speaker.pk, **tuesdays | {"last": "2026-10-12"})
    assert refused.value.field == "last"
    assert browser_of(world.charlie).get("/tidelines/my-hours").status_code == 404
