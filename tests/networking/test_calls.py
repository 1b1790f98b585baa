"""Signalling of calls: for those in the room alone, bounded, kept nowhere."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.test import override_settings

from core.errors import Conflict, NotFound, Refusal
from core.models import StoredCommand
from networking.calls import ice
from networking.chats import duties
from networking.chats.models import Chat
from networking.mentors.models import MentorProfile
from realtime.models import LoggedEvent
from tests import factories
from tests.conftest import LiveServer
from tests.factories import World, browser_of, do
from tests.networking import stage
from tests.networking.stage import MORNING, Clock
from tests.realtime.test_socket import open_line

pytestmark = pytest.mark.django_db
SOON = MORNING + timedelta(hours=2)
ME, HER = "0123456789abcdef", "fedcba9876543210"
SDP = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\n"
WAY = {"candidate": "candidate:1 1 udp 2122260223 192.0.2.1 54400 typ host", "mid": "0", "line": 0, "fragment": "ab"}


def opened(world: World, hands: Clock) -> Chat:
    """Ada's chat with Mira, whose room is open."""
    profile = MentorProfile.objects.filter(membership__person=world.mira).first()
    slot = stage.slots(profile or stage.mentor(world.mira, world.congress), SOON)[0]
    made = Chat.objects.get(pk=do(world.ada, "chat.book", slot=slot.pk)["chat"])
    hands.at = SOON
    duties.sweep()
    return made


@pytest.fixture
def chat(world: World, mira: MentorProfile, hands: Clock) -> Chat:
    return opened(world, hands)


def code_of(world: World, who: str, **data: Any) -> str:
    with pytest.raises(Refusal) as refused:
        do(getattr(world, who), "call.signal", **data)
    return refused.value.code


def test_the_relays_words_are_those_of_the_draft() -> None:
    now = datetime(2026, 11, 24, 10, tzinfo=UTC)
    user, password = ice.credentials("north", "ada", now, timedelta(hours=1))
    assert user == f"{int(now.timestamp()) + 3600}:ada"
    assert password == base64.b64encode(hmac.new(b"north", user.encode(), hashlib.sha1).digest()).decode()


def test_who_is_in_the_room_gets_words_that_end_and_name_nobody(world: World, chat: Chat, hands: Clock) -> None:
    relay = {"TURN_URLS": ["turn:relay.example:3478"], "TURN_SECRET": "north", "CALLS_BY_RELAY_ONLY": True}
    with override_settings(**relay):
        answer = do(world.ada, "call.join", room=chat.stream)
    (server,) = answer["ice"]
    until, _, name = server["username"].partition(":")
    assert int(until) == int((hands.at + timedelta(hours=2)).timestamp())
    assert not {str(world.ada.pk), world.member(world.ada).ref, "Ada"} & {name}
    assert answer["policy"] == "relay"
    assert not StoredCommand.objects.filter(answer__icontains="credential").exists()


def test_without_a_relay_browsers_look_for_each_other_alone(world: World, chat: Chat) -> None:
    answer = do(world.ada, "call.join", room=chat.stream)
    assert (answer["ice"], answer["policy"]) == ([], "all")


@pytest.mark.parametrize("room", ["chat:{other}", "chat:999999", "chat:x", "chat:²", "room:1", "user:1", "nothing:1"])
def test_a_room_one_is_not_in_reads_like_one_that_is_not_there(world: World, chat: Chat, room: str) -> None:
    named = room.format(other=chat.pk)
    answers = []
    for who in (world.bob, world.mo, world.olga, world.alice, world.charlie):
        for command, more in (("call.join", {}), ("call.signal", {"sender": ME, "kind": "here"})):
            with pytest.raises(NotFound) as refused:
                do(who, command, room=named, **more)
            answers.append((refused.value.code, refused.value.text, refused.value.status))
    assert len(set(answers)) == 1


def test_one_calls_while_the_room_is_open_and_nobody_blocks(world: World, chat: Chat, hands: Clock) -> None:
    do(world.ada, "call.signal", room=chat.stream, sender=ME, kind="here")
    do(world.mira, "block.set", membership=world.member(world.ada).pk, on=True)
    with pytest.raises(Conflict) as blocked:
        do(world.ada, "call.join", room=chat.stream)
    do(world.mira, "block.set", membership=world.member(world.ada).pk, on=False)
    hands.move(hours=1)
    duties.sweep()
    with pytest.raises(Conflict) as over:
        do(world.ada, "call.join", room=chat.stream)
    assert blocked.value.as_dict() == over.value.as_dict()


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ({"kind": "description", "description": {"type": "offer", "sdp": "v=0\r\n" + "a" * 40_000}}, "field.string_too_long"),
        ({"kind": "description", "description": {"type": "offer", "sdp": "v=0\ud800"}}, "field.string_unicode"),
        ({"kind": "description", "description": {"type": "offer", "sdp": "v=0\x00"}}, "field.string_pattern_mismatch"),
        ({"kind": "description", "description": {"type": "pranswer", "sdp": SDP}}, "field.literal_error"),
        ({"kind": "candidates", "candidates": [WAY] * 1000}, "field.too_long"),
        ({"kind": "candidates", "candidates": [{**WAY, "candidate": "x" * 601}]}, "field.string_too_long"),
        ({"kind": "here", "sender": "not hex"}, "field.string_pattern_mismatch"),
        ({"kind": "shout"}, "field.literal_error"),
    ],
)  # fmt: skip
def test_words_out_of_bounds_are_refused_with_a_code(world: World, chat: Chat, word: dict[str, Any], code: str) -> None:
    assert code_of(world, "ada", **{"room": chat.stream, "sender": ME, **word}) == code


def test_a_thousand_candidates_in_small_words_are_refused_too(world: World, chat: Chat) -> None:
    said: dict[str, Any] = {"room": chat.stream, "sender": ME, "kind": "candidates", "candidates": [WAY] * 30}
    for _ in range(8):
        do(world.ada, "call.signal", **said)
    assert code_of(world, "ada", **said) == "call.too_many_candidates"
    do(world.mira, "call.signal", **said)  # the other one is not held up by it


def test_nothing_of_a_call_is_kept(world: World, chat: Chat) -> None:
    before = LoggedEvent.objects.count()
    do(
        world.ada,
        "call.signal",
        room=chat.stream,
        sender=ME,
        kind="description",
        description={"type": "offer", "sdp": SDP + "canaryword"},
    )
    assert LoggedEvent.objects.count() == before
    assert not StoredCommand.objects.filter(name__startswith="call.").exists()


def test_only_the_page_of_an_open_room_may_ask_for_camera_and_microphone(
    world: World, chat: Chat, hands: Clock
) -> None:
    ada = browser_of(world.ada)
    room = ada.get(f"/tidelines/chats/{chat.pk}")
    assert "camera=(self), microphone=(self)" in room["Permissions-Policy"]
    assert "script-src 'self'" in room["Content-Security-Policy"]
    assert "Permissions-Policy" in ada.get("/tidelines/device-check")
    assert "Permissions-Policy" not in ada.get("/tidelines/chats")
    hands.move(hours=1)
    duties.sweep()
    assert "Permissions-Policy" not in ada.get(f"/tidelines/chats/{chat.pk}")


@pytest.mark.django_db(transaction=True)
async def test_the_two_hear_each_other_and_a_stranger_hears_nothing(live_server: LiveServer, hands: Clock) -> None:
    world = await sync_to_async(factories.make_world)()
    chat = await sync_to_async(opened)(world, hands)
    ref = (await sync_to_async(world.member)(world.ada)).ref
    lines = {name: await open_line(live_server, getattr(world, name)) for name in ("ada", "mira", "bob")}
    for name, answer in (("ada", "subscribed"), ("mira", "subscribed"), ("bob", "refused")):
        await lines[name].send(op="subscribe", id=1, stream=chat.stream, after=None)
        assert (await lines[name].until(id=1))["op"] == answer
    said = {
        "room": chat.stream,
        "sender": ME,
        "to": HER,
        "kind": "description",
        "description": {"type": "offer", "sdp": SDP},
    }
    await lines["ada"].send(op="command", id=2, name="call.signal", data=said)
    assert (await lines["ada"].until(id=2))["op"] == "ack"
    heard = (await lines["mira"].until(op="signal", type="call"))["data"]
    assert (heard["peer"], heard["to"], heard["description"]["sdp"]) == (ME, HER, SDP)
    assert (heard["ref"], heard["name"]) == (ref, "Ada Meghadri মেঘাদ্রি")
    flood = {**said, "description": {"type": "offer", "sdp": "v=0" + "a" * 33_000}}
    await lines["bob"].send(op="command", id=3, name="call.signal", data=said)
    assert (await lines["bob"].until(id=3))["code"] == "not_found"
    await lines["ada"].send(op="command", id=4, name="call.signal", data=flood)
    assert (await lines["ada"].until(id=4))["code"] == "field.string_too_long"
    await lines["ada"].send(op="command", id=5, name="call.signal", data={**said, "kind": "bye", "description": None})
    assert (await lines["mira"].until(op="signal", type="call"))["data"]["kind"] == "bye"  # nothing came between
    await lines["bob"].send(op="ping")
    assert (await lines["bob"].until(op="pong"))["op"] == "pong"
    for line in lines.values():
        await line.socket.close()
