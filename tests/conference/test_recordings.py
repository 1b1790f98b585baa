"""After a session its room shows the recording, as its speakers agreed; the room in words alone works without scripts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from conference.rooms import actions as rooms
from conference.rooms.models import Recording, Room
from conference.rooms.stage import queries
from core import clock
from core.errors import Conflict, Invalid
from tests import factories
from tests.conference import stage
from tests.factories import World, do


@pytest.fixture
def over(world: World) -> Room:
    """The room of a session that ended an hour ago."""
    return rooms.room_of(stage.session(world.congress, starts_in=-120, minutes=60))


def attach(world: World, room: Room, **more: Any) -> dict[str, Any]:
    words = {"url": "/media/talk.mp4", "begins": "1:02:30", "consent": "yes", **more}
    return do(world.mo, "recording.attach", room=room.pk, **words)


def page(world: World, room: Room) -> str:
    return factories.browser_of(world.bob).get(f"/tidelines/room/{room.session.code}").content.decode()


def test_the_recording_is_in_the_room_once_the_session_is_over(world: World, over: Room) -> None:
    assert "This session is over." in page(world, over)
    assert attach(world, over)["offset"] == 3750
    shown = page(world, over)
    assert "/media/talk.mp4" in shown
    assert 'data-recording="3750"' in shown


def test_while_the_session_runs_no_recording_plays(world: World) -> None:
    room = stage.room(world.congress)
    attach(world, room)
    assert "/media/talk.mp4" not in page(world, room)


def test_without_the_speakers_consent_nothing_is_shown(world: World, over: Room) -> None:
    with pytest.raises(Invalid) as refused:
        do(world.mo, "recording.attach", room=over.pk, url="/media/talk.mp4")
    assert refused.value.field == "consent"


def test_what_speakers_want_unrecorded_is_not_shown_and_what_was_there_goes(world: World, over: Room) -> None:
    attach(world, over)
    do(world.mo, "room.mark", room=over.pk, mark="no_recording")
    assert Recording.objects.count() == 0
    assert "Please no photos and no recording" in page(world, over)
    with pytest.raises(Conflict) as refused:
        attach(world, over)
    assert refused.value.code == "recording.not_wanted"


def test_an_embargo_keeps_the_recording_back_until_its_day(
    world: World, over: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    attach(world, over)
    day = (clock.now() + timedelta(days=3)).date()
    do(world.mo, "room.mark", room=over.pk, mark="open", embargo=day.isoformat())
    assert "/media/talk.mp4" not in page(world, over)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=4))
    over.refresh_from_db()
    assert queries.recording_of(over)


def test_a_recording_ends_with_the_day_the_speakers_agreed_to(
    world: World, over: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    attach(world, over, until=(clock.now() + timedelta(days=1)).date().isoformat())
    assert queries.recording_of(over)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=3))
    assert queries.recording_of(over) == []


@pytest.mark.parametrize("begins", ["1:2:3:4", "x", "-5", "1:x", "²"])
def test_a_beginning_that_is_none_is_refused_at_its_field(world: World, over: Room, begins: str) -> None:
    with pytest.raises(Invalid) as refused:
        attach(world, over, begins=begins)
    assert refused.value.field == "begins"


def test_the_room_in_words_is_small_has_no_script_and_its_forms_work(world: World) -> None:
    room = stage.room(world.congress)
    do(world.ada, "question.ask", room=room.pk, text="Which model?", how="anonymous")
    do(world.alice, "message.post", thread=stage.thread(room).pk, text="Good *morning*")
    client: Client = factories.browser_of(world.bob)
    address = f"/tidelines/room/{room.session.code}/light"
    assert "Earlier messages" not in factories.browser_of(world.ada).get(address).content.decode()
    body = client.get(address).content
    assert len(body) < 14_000  # what the first flight of a TCP connection carries (RFC 6928)
    for heavy in (b"<script", b"<link", b"<img", b"<svg"):
        assert heavy not in body
    assert b"Which model?" in body
    assert b"<em>morning</em>" in body
    answer = client.post(
        "/c/question.ask", {"room": room.pk, "text": "In words?", "how": "named", "next": address}, follow=True
    )
    assert b"In words?" in answer.content
    assert answer.redirect_chain[-1][0] == address


def test_what_only_some_may_see_is_not_in_the_words_either(world: World) -> None:
    room = stage.room(world.congress, questions_wait=True)
    do(world.ada, "question.ask", room=room.pk, text="canaryword", how="named")
    address = f"/tidelines/room/{room.session.code}/light"
    assert b"canaryword" not in factories.browser_of(world.bob).get(address).content
    assert b"canaryword" in factories.browser_of(world.ada).get(address).content
