"""What may stand on a stage, stream keys, and the way into a meeting."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django import Settings

from conference.rooms import queries as rooms
from conference.rooms.models import Room, StageSource
from conference.rooms.stage import ingest, players, queries
from core import clock
from core.errors import Forbidden, Invalid
from tests import factories
from tests.conference import stage
from tests.conference.meetings import SECRET, Meetings, serving
from tests.factories import World, do


@pytest.fixture
def room(world: World) -> Room:
    return stage.room(world.congress)


@pytest.mark.parametrize(
    ("url", "kind", "address"),
    [
        ("https://www.youtube.com/watch?v=abcdefghijk&t=3", "frame", "youtube-nocookie.com/embed/abcdefghijk"),
        ("https://youtu.be/abcdefghijk?si=x", "frame", "youtube-nocookie.com/embed/abcdefghijk"),
        ("https://youtube.com/live/abcdefghijk", "frame", "youtube-nocookie.com/embed/abcdefghijk"),
        ("https://vimeo.com/123456", "frame", "player.vimeo.com/video/123456?dnt=1"),
        ("https://vimeo.com/123456/ab12cd", "frame", "h=ab12cd"),
        ("https://tube.example/w/kQ3zfBuHvgvDkBpYmPRkYk", "frame", "tube.example/videos/embed/kQ3zfBuHvgvDkBpYmPRkYk"),
        ("https://meet.example/Tide", "frame", "meet.example/Tide#config"),
        ("https://us02web.zoom.us/j/123?pwd=x", "link", "us02web.zoom.us/j/123?pwd=x"),
        ("https://media.example/a.m3u8", "video", "media.example/a.m3u8"),
        ("/media/a.m3u8", "video", "/media/a.m3u8"),
        ("bigbluebutton:", "link", "bigbluebutton:"),
    ],
)
def test_an_address_finds_its_player(url: str, kind: str, address: str) -> None:
    found = players.of(url, ["https://media.example"], ["tube.example", "meet.example"])
    assert found is not None
    assert found.kind == kind
    assert address in found.address


@pytest.mark.parametrize(
    "url",
    [
        "http://www.youtube.com/watch?v=abcdefghijk", "https://youtube.com.evil.example/watch?v=abcdefghijk",
        "https://user@zoom.us/j/1", "https://evilzoom.us/j/1", "javascript:alert(1)", "//evil.example/a.m3u8",
        "data:text/html,x", "https://www.youtube.com/watch?v=<script>", "https://elsewhere.example/a.m3u8", "", "https://",
    ],
)  # fmt: skip
def test_an_address_no_page_may_load_is_refused(world: World, room: Room, url: str) -> None:
    assert players.of(url) is None
    if url:
        with pytest.raises(Invalid):
            do(world.mo, "stage.add_source", room=room.pk, label="Main", url=url)
    assert StageSource.objects.count() == 0


def test_moderators_choose_which_source_is_tried_first(world: World, room: Room) -> None:
    for label in ("Main", "Backup"):
        do(world.mo, "stage.add_source", room=room.pk, label=label, url=f"/media/{label}.m3u8")
    backup = StageSource.objects.get(label="Backup")
    do(world.mo, "stage.first", source=backup.pk)
    assert [one["label"] for one in queries.sources_of(room, None)] == ["Backup", "Main"]
    do(world.mo, "stage.drop_source", source=backup.pk)
    assert [one["label"] for one in queries.sources_of(room, None)] == ["Main"]


def test_nothing_of_another_host_is_in_the_page_before_consent(world: World, room: Room) -> None:
    do(world.mo, "stage.add_source", room=room.pk, label="Main", url="https://youtu.be/abcdefghijk")
    page = factories.browser_of(world.bob).get(f"/tidelines/room/{room.session.code}").content.decode()
    assert "<iframe" not in page
    assert "This picture comes from" in page


def test_a_stream_key_opens_its_room_until_it_is_over_or_replaced(
    world: World, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = ingest.key(room, clock.now())
    assert ingest.room_of(key) == room
    other = stage.room(world.congress)
    for wrong in (
        key[:-1] + ("0" if key[-1] != "0" else "1"),
        key.replace(f"{room.pk}-", f"{other.pk}-", 1),
        "",
        "x",
        "1-2",
    ):
        with pytest.raises(Forbidden) as refused:
            ingest.room_of(wrong)
        assert refused.value.code == "stream.bad_key"
    do(world.mo, "stage.renew_key", room=room.pk)
    with pytest.raises(Forbidden):
        ingest.room_of(key)
    room.refresh_from_db()
    key, now = ingest.key(room, clock.now()), clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=26))
    with pytest.raises(Forbidden) as over:
        ingest.room_of(key)
    assert over.value.code == "stream.key_over"


def test_the_ingest_is_told_a_name_that_is_not_the_key_and_pages_hear_of_it(
    world: World, room: Room, settings: Settings
) -> None:
    settings.INGEST_HLS = "/live/"
    client = factories.browser_of(world.bob)
    key = ingest.key(room, clock.now())
    answer = client.post("/ingest/on-publish", {"name": key, "call": "publish"})
    assert answer.status_code == 302
    assert key not in answer["Location"]
    room.refresh_from_db()
    assert queries.sources_of(room, None)[0]["url"] == f"/live/{answer['Location']}.m3u8"
    client.post("/ingest/on-publish-done", {"name": key})
    room.refresh_from_db()
    assert queries.sources_of(room, None) == []
    assert client.post("/ingest/on-publish", {"name": "1-2-x"}).status_code == 403


def test_the_stream_key_is_for_those_who_run_the_room(world: World, room: Room, settings: Settings) -> None:
    settings.INGEST_RTMP = "rtmp://here/in"
    address = f"/tidelines/room/{room.session.code}/desk/stream"
    assert ingest.key(room, clock.now()) in factories.browser_of(world.mo).get(address).content.decode()
    assert factories.browser_of(world.bob).get(address).status_code == 404


@pytest.fixture
def meetings(settings: Settings) -> Iterator[str]:
    with serving() as address:
        settings.BBB_URL, settings.BBB_SECRET = address, SECRET
        yield address


def test_a_guest_and_a_moderator_get_their_own_signed_way_into_the_meeting(
    world: World, room: Room, meetings: str
) -> None:
    do(world.mo, "stage.add_source", room=room.pk, label="Workshop", url="bigbluebutton:")
    address = f"/tidelines/room/{room.session.code}/meeting"
    seen = {}
    for who in ("bob", "mo"):
        answer = factories.browser_of(getattr(world, who)).get(address)
        assert answer.status_code == 302
        parts = urlsplit(answer["Location"])
        query, _, checksum = parts.query.rpartition("&checksum=")
        assert hashlib.sha256(f"join{query}{SECRET}".encode()).hexdigest() == checksum
        seen[who] = parse_qs(query)
    assert (seen["bob"]["role"], seen["mo"]["role"]) == (["VIEWER"], ["MODERATOR"])
    assert seen["bob"]["meetingID"] == seen["mo"]["meetingID"]
    made = [words for call, words in Meetings.calls if call == "create"]
    assert {words["record"][0] for words in made} == {"true"}
    assert made[0]["attendeePW"] == seen["bob"]["password"] != seen["mo"]["password"]


def test_a_meeting_server_with_another_secret_is_said_so(
    world: World, room: Room, meetings: str, settings: Settings
) -> None:
    settings.BBB_SECRET = "another"
    do(world.mo, "stage.add_source", room=room.pk, label="Workshop", url="bigbluebutton:")
    assert factories.browser_of(world.bob).get(f"/tidelines/room/{room.session.code}/meeting").status_code == 503
    settings.BBB_URL = "http://127.0.0.1:9/bigbluebutton"
    assert factories.browser_of(world.bob).get(f"/tidelines/room/{room.session.code}/meeting").status_code == 503


def test_a_room_without_a_meeting_leads_into_none(world: World, room: Room, meetings: str) -> None:
    assert factories.browser_of(world.bob).get(f"/tidelines/room/{room.session.code}/meeting").status_code == 404
    assert rooms.room(room.pk).sources.count() == 0


def workshop(world: World, room: Room, url: str = "bigbluebutton:") -> None:
    do(world.mo, "stage.add_source", room=room.pk, label="Workshop", url=url)
    do(world.mo, "room.kind", room=room.pk, kind="workshop")


def test_in_a_workshop_everybody_may_speak_and_nobody_becomes_a_moderator_by_it(
    world: World, room: Room, meetings: str
) -> None:
    workshop(world, room)
    address = f"/tidelines/room/{room.session.code}/meeting"
    joined = parse_qs(urlsplit(factories.browser_of(world.bob).get(address)["Location"]).query)
    made = next(words for call, words in Meetings.calls if call == "create")
    assert (made["lockSettingsDisableMic"], made["lockSettingsDisableCam"]) == (["false"], ["false"])
    assert joined["role"] == ["VIEWER"]
    assert joined["password"] == made["attendeePW"]
    do(world.mo, "room.kind", room=room.pk, kind="stage")
    Meetings.calls.clear()
    factories.browser_of(world.bob).get(address)
    assert "lockSettingsDisableMic" not in Meetings.calls[0][1]


def test_a_workshop_meets_on_the_page_where_the_server_may_be_framed_and_says_what_it_uses_first(
    world: World, room: Room, meetings: str, settings: Settings
) -> None:
    workshop(world, room)
    address = f"/tidelines/room/{room.session.code}"
    browser = factories.browser_of(world.bob)
    shown = browser.get(f"{address}/stage").content.decode()
    assert '"kind": "link"' in shown
    settings.EMBED_HOSTS = [urlsplit(meetings).netloc]
    answer = browser.get(address)
    page = answer.content.decode()
    assert '"kind": "frame"' in page
    assert "It uses your camera and microphone" in page
    assert "<iframe" not in page
    assert "'self'" in answer["Content-Security-Policy"].split("frame-src")[1].split(";")[0]
    do(world.mo, "room.kind", room=room.pk, kind="stage")
    assert '"kind": "link"' in browser.get(f"{address}/stage").content.decode()


def test_a_meeting_of_another_host_asks_each_time_in_a_workshop_only(
    world: World, room: Room, settings: Settings
) -> None:
    settings.EMBED_HOSTS = ["meet.tidelines.example"]
    workshop(world, room, "https://meet.tidelines.example/LanternsAtDusk")
    stage_now = f"/tidelines/room/{room.session.code}/stage"
    assert '"meets": true' in factories.browser_of(world.bob).get(stage_now).content.decode()
    do(world.mo, "room.kind", room=room.pk, kind="stage")
    assert '"meets": false' in factories.browser_of(world.bob).get(stage_now).content.decode()
