"""Live captions: a feed by token, under the stage at once, and the subtitles of the recording afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.tokens import actions as tokens
from accounts.tokens import queries as token_queries
from conference.rooms.captions import webvtt
from conference.rooms.models import Caption, Room
from core import clock
from core.errors import Forbidden
from core.unit import unit_of_work
from realtime import log
from tests import factories
from tests.conference import stage
from tests.factories import World, do


@pytest.fixture
def room(world: World) -> Room:
    return stage.room(world.congress)


def test_a_program_sends_lines_with_a_token_and_the_room_reads_them(world: World, room: Room) -> None:
    with unit_of_work():
        secret = token_queries.secret_of(tokens.make(world.mo.pk, "Captions"))
    client = factories.browser_of(None)
    body = {"data": {"room": room.pk, "text": "Good morning"}}
    answer = client.post(
        "/c/caption.push", body, content_type="application/json", headers={"Authorization": f"Bearer {secret}"}
    )
    assert answer.status_code == 201
    assert [event.type for event in log.read(room.stream, 0)] == ["caption.pushed"]
    assert b"Good morning" in factories.browser_of(world.bob).get(f"/tidelines/room/{room.session.code}").content


def test_an_attendee_does_not_speak_for_the_stage(world: World, room: Room) -> None:
    with pytest.raises(Forbidden):
        do(world.bob, "caption.push", room=room.pk, text="Nonsense")


def test_what_was_said_are_the_subtitles_of_the_recording(
    world: World, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    do(world.mo, "caption.push", room=room.pk, text="First", spoken_ago=2000)
    do(world.mo, "recording.attach", room=room.pk, url="/media/talk.mp4", begins="1:00", consent="yes")
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=2))
    browser, address = factories.browser_of(world.bob), f"/tidelines/room/{room.session.code}"
    assert f'<track kind="captions" src="{address}/captions.vtt"' in browser.get(address).content.decode()
    answer = browser.get(f"{address}/captions.vtt")
    assert answer["Content-Type"] == "text/vtt; charset=utf-8"
    assert answer.content.decode().startswith("WEBVTT\n\n00:10:58.")
    assert factories.browser_of(world.charlie).get(f"{address}/captions.vtt").status_code == 403


def test_an_embargo_holds_for_captions_too(world: World, room: Room) -> None:
    do(world.mo, "caption.push", room=room.pk, text="SECRETWORD")
    day = (clock.now() + timedelta(days=3)).date()
    do(world.mo, "room.mark", room=room.pk, mark="open", embargo=day.isoformat())
    answer = factories.browser_of(world.olga).get(f"/tidelines/room/{room.session.code}/captions.vtt")
    assert answer.status_code == 403
    assert b"SECRETWORD" not in answer.content


def test_a_caption_goes_when_nobody_has_written_for_a_minute(world: World, room: Room) -> None:
    do(world.mo, "caption.push", room=room.pk, text="OLDWORD")
    Caption.objects.update(made_at=clock.now() - timedelta(minutes=2))
    assert b"OLDWORD" not in factories.browser_of(world.bob).get(f"/tidelines/room/{room.session.code}").content


def test_cues_follow_one_another_and_cannot_be_broken_by_what_is_said() -> None:
    said = [(0, "a --> b <c>"), (1500, "two\nlines"), (60_000, "last")]
    assert webvtt.write(said, offset=3600) == (
        "WEBVTT\n\n"
        "01:00:00.000 --> 01:00:01.500\na --&gt; b &lt;c&gt;\n\n"
        "01:00:01.500 --> 01:00:11.500\ntwo lines\n\n"
        "01:01:00.000 --> 01:01:05.000\nlast\n"
    )
