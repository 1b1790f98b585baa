"""Of a session under embargo nothing leaves its room: no recording, no replay, no file, no abstract."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import User
from conference.rooms import actions as rooms
from conference.rooms.models import Room
from conference.rooms.replay import queries as replay
from core import clock
from core.models import Conference
from schedule.programme.models import Session, Talk
from tests import factories
from tests.conference import stage
from tests.factories import World, do

WORDS = ("ABSTRACTWORD", "LAYWORD", "RECORDINGWORD", "CHATWORD", "POLLWORD", "LINKWORD", "TALKWORD", "CAPTIONWORD")


@pytest.fixture
def room(world: World) -> Room:
    """A replay runs of a session whose recording, poll, chat and abstract have words to look for."""
    session = stage.session(world.congress, starts_in=-10)
    made = rooms.room_of(session)
    Session.objects.filter(pk=session.pk).update(
        abstract="<p>ABSTRACTWORD</p>", links=[{"url": "https://a.example/LINKWORD", "title": "Paper"}]
    )
    Talk.objects.create(session=session, order=0, title="One", lay_summary="LAYWORD")
    Talk.objects.create(session=session, order=1, title="Two", abstract="TALKWORD")
    do(world.ada, "message.post", thread=stage.thread(made).pk, text="CHATWORD")
    poll = do(world.mo, "poll.prepare", room=made.pk, kind="single", text="POLLWORD?", options="a\nb", reveal="live")
    do(world.mo, "poll.move", poll=poll["poll"], state="open")
    do(world.mo, "caption.push", room=made.pk, text="CAPTIONWORD")
    do(world.mo, "recording.attach", room=made.pk, url="/media/RECORDINGWORD.mp4", consent="yes")
    return made


def embargo(world: World, room: Room) -> None:
    day = (clock.now() + timedelta(days=3)).date()
    do(world.mo, "room.mark", room=room.pk, mark="open", embargo=day.isoformat())


def leaves(world: World, room: Room) -> dict[str, str]:
    """What leaves the room: every way out with what is found there, each asked by the one who may most."""
    code = room.session.code
    ways: dict[str, User | None] = {f"/tidelines/session/{code}": None, f"/tidelines/room/{code}/polls.csv": world.olga}
    for kind in ("xml", "json", "ics", "csv"):
        ways[f"/tidelines/schedule.{kind}"] = None
    ways |= {f"/tidelines/session/{code}/calendar.ics": None, f"/tidelines/room/{code}/along": world.bob}
    ways |= {f"/tidelines/room/{code}/missed": world.bob, "/tidelines/search?q=ABSTRACTWORD": world.bob}
    ways |= {"/tidelines/programme/print": None}
    ways |= {f"/tidelines/room/{code}/stage": world.bob, f"/tidelines/room/{code}/captions.vtt": world.bob}
    ways |= {f"/tidelines/programme?q={word}": None for word in ("ABSTRACTWORD",)}
    return {way: factories.browser_of(who).get(way).content.decode() for way, who in ways.items()}


def found(world: World, room: Room) -> set[str]:
    told = leaves(world, room)
    searched = {way: text for way, text in told.items() if "?q=" in way}
    hits = {word for word in WORDS for way, text in told.items() if way not in searched and word in text}
    return hits | {"SEARCH" for text in searched.values() if room.session.title in text}


def test_an_embargoed_talk_is_neither_in_the_replay_nor_in_any_export(
    world: World, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.again(room.session, starts_in=120)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=125))
    room = Room.objects.select_related("session__conference", "conference").get(pk=room.pk)
    # First without: the words are there to be found
    assert found(world, room) == {*WORDS, "SEARCH"}
    embargo(world, room)
    assert found(world, room) == set()
    told = factories.browser_of(world.bob).get(f"/tidelines/room/{room.session.code}").content.decode()
    assert "Under embargo" in told
    assert "Embargo until" in told
    assert "RECORDINGWORD" not in told
    assert room.session.title in factories.browser_of(None).get("/tidelines/schedule.ics").content.decode()


def test_after_its_day_everything_is_there(world: World, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    embargo(world, room)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=4))
    fresh = Room.objects.select_related("session__conference", "conference").get(pk=room.pk)
    assert found(world, fresh) == {*WORDS, "SEARCH"}


def test_the_list_along_an_embargoed_session_is_empty_also_by_cursor(world: World, room: Room) -> None:
    embargo(world, room)
    room.refresh_from_db()
    assert replay.stretch(world.actor(world.bob), room, at=0, cursor="0.1") == replay.NOTHING


def test_the_forms_show_the_day_that_was_chosen_also_east_of_greenwich(world: World, room: Room) -> None:
    """Its midnight is the day before in Greenwich: saved again the embargo would end a day early."""
    Conference.objects.filter(pk=world.congress.pk).update(zone="Asia/Kolkata")
    do(world.mo, "room.mark", room=room.pk, mark="open", embargo="2026-12-24")
    page = factories.browser_of(world.mo).get(f"/tidelines/room/{room.session.code}/desk").content.decode()
    assert 'name="embargo" value="2026-12-24"' in page
