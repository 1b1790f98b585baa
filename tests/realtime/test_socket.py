"""The socket as a page meets it, over a real server."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
import websockets
from asgiref.sync import sync_to_async
from django.conf import settings
from websockets.typing import Origin

from accounts.models import User
from conference.rooms.models import Room
from messaging.models import Thread
from realtime import hubs, sockets
from tests import factories
from tests.conference import stage
from tests.conftest import LiveServer
from tests.factories import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def here(live_server: LiveServer) -> World:
    return await sync_to_async(factories.make_world)()


@pytest.fixture
async def room(here: World) -> Room:
    return await sync_to_async(stage.room)(here.congress)


class Line:
    """A socket of somebody, with its frames."""

    def __init__(self, socket: Any) -> None:
        self.socket = socket
        self.unpacked: list[dict[str, Any]] = []

    async def send(self, **frame: Any) -> None:
        await self.socket.send(json.dumps(frame))

    async def until(self, **wanted: Any) -> dict[str, Any]:
        """The next frame with these fields; fails after fifteen seconds: a busy machine takes five for a traceback."""
        async with asyncio.timeout(15):
            while True:
                frame = await self._next()
                if all(frame.get(key) == value for key, value in wanted.items()):
                    return frame

    async def _next(self) -> dict[str, Any]:
        """The next frame; events that came packed come one by one."""
        if not self.unpacked:
            frame: dict[str, Any] = json.loads(await self.socket.recv())
            packed = [{"op": "event", "stream": frame["stream"], **event} for event in frame.get("events", [])]
            self.unpacked = packed or [frame]
        return self.unpacked.pop(0)


async def open_line(server: LiveServer, who: User | None) -> Line:
    client = await sync_to_async(factories.browser_of)(who)
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    headers = {"Cookie": cookies} if cookies else {}
    return Line(await websockets.connect(server.ws_url, origin=Origin(server.url), additional_headers=headers))


async def test_who_is_signed_out_is_told_so(live_server: LiveServer, here: World) -> None:
    line = await open_line(live_server, None)
    with pytest.raises(websockets.ConnectionClosed) as closed:
        await line.socket.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4401


async def test_a_restarting_server_says_when_to_come_back(live_server: LiveServer, here: World) -> None:
    line = await open_line(live_server, here.ada)
    await line.until(op="hello")
    serving = hubs.running_loop()
    assert serving is not None
    await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(sockets.send_all_away(3), serving))
    assert 0.5 <= (await line.until(op="away"))["retry_after"] <= 1.5  # of one socket, not of a thousand
    with pytest.raises(websockets.ConnectionClosed):
        await line.socket.recv()
    late = await open_line(live_server, here.ada)
    assert 0.5 <= (await late.until(op="away"))["retry_after"] <= 1.5, "nobody comes into a process that ends"
    sockets.ending.clear()


@pytest.mark.once
@pytest.mark.parametrize(("count", "seconds"), [(0, 1), (40, 1), (300, 3), (5000, 4.5)])
def test_the_more_are_sent_away_the_longer_they_take_to_come_back(count: int, seconds: float) -> None:
    assert sockets.spread(count) == seconds


async def test_a_message_of_one_reaches_the_other(live_server: LiveServer, here: World, room: Room) -> None:
    ada, bob = await open_line(live_server, here.ada), await open_line(live_server, here.bob)
    await ada.send(op="subscribe", id=1, stream=room.stream, after=0)
    await ada.until(op="subscribed")
    thread = await sync_to_async(stage.thread)(room)
    data = {"thread": thread.pk, "text": "Hello from Bob"}
    await bob.send(op="command", id=7, name="message.post", client_id=str(uuid4()), data=data)
    answer = await bob.until(op="ack", id=7)
    event = await ada.until(op="event", type="message.posted")
    assert event["data"]["id"] == answer["result"]["message"]
    assert "Hello from Bob" in event["html"][0]["html"]
    assert event["seq"] == 1


async def test_the_same_command_sent_twice_is_one_message(live_server: LiveServer, here: World, room: Room) -> None:
    bob = await open_line(live_server, here.bob)
    thread = await sync_to_async(stage.thread)(room)
    frame = {
        "op": "command",
        "name": "message.post",
        "client_id": str(uuid4()),
        "data": {"thread": thread.pk, "text": "once"},
    }
    await bob.send(id=1, **frame)
    first = await bob.until(op="ack", id=1)
    await bob.send(id=2, **frame)
    second = await bob.until(op="ack", id=2)
    assert first["result"] == second["result"]
    assert await sync_to_async(thread.messages.count)() == 1


async def test_who_comes_back_gets_what_was_said_meanwhile(live_server: LiveServer, here: World, room: Room) -> None:
    thread = await sync_to_async(stage.thread)(room)
    for number in range(5):
        await sync_to_async(factories.do)(here.bob, "message.post", thread=thread.pk, text=f"line {number}")
    ada = await open_line(live_server, here.ada)
    await ada.send(op="subscribe", id=1, stream=room.stream, after=2)
    assert [(await ada.until(op="event"))["seq"] for _ in range(3)] == [3, 4, 5]


@pytest.mark.parametrize(
    "stream",
    [
        "room:{room}",
        "desk:{room}",
        "user:{bob}",
        "conference:{congress}",
        "nothing:1",
        "room:999",
        "room:",
        "x",
        "room:²",
        "room:" + "9" * 30,
    ],
)
async def test_who_does_not_belong_reads_the_same_refusal_as_for_what_is_not_there(
    live_server: LiveServer, here: World, room: Room, stream: str
) -> None:
    charlie = await open_line(live_server, here.charlie)
    name = stream.format(room=room.pk, bob=here.bob.pk, congress=here.congress.pk)
    await charlie.send(op="subscribe", id=1, stream=name, after=0)
    refused = await charlie.until(op="refused")
    assert refused == {"op": "refused", "id": 1, "stream": name, "code": "stream.unknown"}


async def test_a_role_that_is_taken_away_closes_its_streams(live_server: LiveServer, here: World, room: Room) -> None:
    mo = await open_line(live_server, here.mo)
    await mo.send(op="subscribe", id=1, stream=room.desk, after=0)
    await mo.until(op="subscribed", stream=room.desk)
    membership = await sync_to_async(here.member)(here.mo)
    await sync_to_async(factories.do)(here.olga, "role.set", membership=membership.pk, role="moderator", on=False)
    refused = await mo.until(op="refused")
    assert refused["stream"] == room.desk


async def test_whom_a_room_is_not_for_any_more_hears_nothing_of_it_from_then_on(
    live_server: LiveServer, here: World, room: Room
) -> None:
    do, thread = sync_to_async(factories.do), await sync_to_async(stage.thread)(room)
    bob, twice, mira = [await open_line(live_server, who) for who in (here.bob, here.bob, here.mira)]
    for line in (bob, twice, mira):
        await line.send(op="subscribe", id=1, stream=room.stream, after=0)
        await line.until(op="subscribed", stream=room.stream)
    await do(here.olga, "room.visibility", room=room.pk, visibility="roles", roles=["mentor"])
    began = time.monotonic()
    for line in (bob, twice):
        await line.until(op="refused", stream=room.stream)
    assert time.monotonic() - began < 2
    await do(here.mira, "message.post", thread=thread.pk, text="among ourselves")
    await mira.until(op="event", type="message.posted")
    ref = (await sync_to_async(here.member)(here.bob)).ref
    await do(here.olga, "room.invite", room=room.pk, ref=ref)
    await bob.send(op="ping")
    while (frame := await bob._next())["op"] != "pong":
        assert frame.get("stream") != room.stream, "shown out is shown out until one asks again"
    await bob.send(op="subscribe", id=2, stream=room.stream, after=0)
    await bob.until(op="subscribed", stream=room.stream)
    await do(here.olga, "room.uninvite", room=room.pk, ref=ref)
    began = time.monotonic()
    await bob.until(op="refused", stream=room.stream)
    assert time.monotonic() - began < 2


async def test_an_archived_lounge_closes_its_lines_before_it_is_told_anything(
    live_server: LiveServer, here: World
) -> None:
    do, bob = sync_to_async(factories.do), await open_line(live_server, here.bob)
    lounge = (await do(here.olga, "lounge.make", conference="tidelines", name="The porch"))["lounge"]
    await bob.send(op="subscribe", id=1, stream=f"lounge:{lounge}", after=0)
    await bob.until(op="subscribed")
    await do(here.olga, "lounge.archive", lounge=lounge, on=True)
    began = time.monotonic()
    while (frame := await bob._next())["op"] != "refused":
        assert frame["op"] != "event", frame
    assert time.monotonic() - began < 2


async def test_who_is_shown_out_of_one_lounge_hears_no_more_of_it_within_two_seconds_and_stays_in_others(
    live_server: LiveServer, here: World
) -> None:
    do, lines = sync_to_async(factories.do), [await open_line(live_server, here.bob) for _tab in range(2)]
    porch, harbour = [
        (await do(here.olga, "lounge.make", conference="tidelines", name=name))["lounge"]
        for name in ("Porch", "Harbour")
    ]
    for line in lines:
        for number, lounge in enumerate((porch, harbour)):
            await line.send(op="subscribe", id=number, stream=f"lounge:{lounge}", after=0)
            await line.until(op="subscribed", stream=f"lounge:{lounge}")
    bob, at = await sync_to_async(here.member)(here.bob), f"lounge:{porch}"
    decision: dict[str, Any] = {
        "ref": bob.ref,
        "conference": here.congress.pk,
        "kind": "remove",
        "scope": at,
        "reason": "Enough",
    }
    await do(here.mo, "sanction.impose", **decision)
    began = time.monotonic()
    for line in lines:
        await line.until(op="refused", stream=at)
    assert time.monotonic() - began < 2
    thread = await sync_to_async(Thread.objects.get)(kind="lounge", key=str(harbour))
    await do(here.mo, "message.post", thread=thread.pk, text="You are welcome here")
    for line in lines:
        await line.until(op="event", stream=f"lounge:{harbour}", type="message.posted")


async def test_signing_out_closes_the_sockets_of_that_session(live_server: LiveServer, here: World, room: Room) -> None:
    client = await sync_to_async(factories.browser_of)(here.bob)
    cookies = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    socket = await websockets.connect(
        live_server.ws_url, origin=Origin(live_server.url), additional_headers={"Cookie": cookies}
    )
    await Line(socket).until(op="hello")
    await sync_to_async(client.post)("/accounts/logout/")
    with pytest.raises(websockets.ConnectionClosed) as closed:
        async with asyncio.timeout(15):
            while True:
                await socket.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4401


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"op":1}', '{"op":"fly"}', '{"op":NaN}', "[" * 5000, '{"op":"subscribe"}', '{"op":"subscribe","stream":"room:1","after":-1}', '{"op":"subscribe","stream":"room:1","after":"1"}', '{"op":"subscribe","stream":{},"after":1}', '{"op":"command"}', '{"op":"command","name":[],"data":7}', '{"op":"command","name":"message.post","data":{"thread":"x"},"client_id":5}'])  # fmt: skip
async def test_a_broken_frame_is_answered_and_the_line_stays_open(
    live_server: LiveServer, here: World, text: str
) -> None:
    bob = await open_line(live_server, here.bob)
    await bob.socket.send(text)
    await bob.send(op="ping")
    await bob.until(op="pong")


async def test_a_frame_of_more_than_64_kib_closes_the_line_with_1009(live_server: LiveServer, here: World) -> None:
    bob = await open_line(live_server, here.bob)
    await bob.until(op="hello")
    await bob.socket.send("x" * (64 * 1024 + 1))
    with pytest.raises(websockets.ConnectionClosed) as closed:
        while True:
            await bob.socket.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009


async def test_polling_gives_the_same_frames(live_server: LiveServer, here: World, room: Room) -> None:
    thread = await sync_to_async(stage.thread)(room)
    await sync_to_async(factories.do)(here.bob, "message.post", thread=thread.pk, text="for all")
    ada = await open_line(live_server, here.ada)
    await ada.send(op="subscribe", id=1, stream=room.stream, after=0)
    by_socket = await ada.until(op="event")
    client = await sync_to_async(factories.browser_of)(here.ada)
    answer = await sync_to_async(client.get)(f"/streams/{room.stream}?after=0")
    assert answer.json()["events"] == [by_socket]
    stranger = await sync_to_async(factories.browser_of)(here.charlie)
    assert (await sync_to_async(stranger.get)(f"/streams/{room.stream}?after=0")).status_code == 404


async def test_who_leaves_while_being_let_in_stays_nowhere(live_server: LiveServer, here: World, room: Room) -> None:
    alice, bob = await open_line(live_server, here.alice), await open_line(live_server, here.bob)
    await alice.send(op="subscribe", id=1, stream=room.stream, after=0)
    await alice.until(op="subscribed")
    topic = (await hubs.of_this_process()).topics[room.stream]
    async with topic.lock:  # Bob is let in as far as here
        await bob.send(op="subscribe", id=1, stream=room.stream, after=0)
        await until(lambda: len(topic.follows) == 2)
        await bob.socket.close()
        await until(lambda: len(sockets.open_ones) == 1)
    await until(lambda: len(topic.follows) == 1)


async def test_who_is_sent_away_while_being_let_in_stays_nowhere_and_alarms_nobody(
    live_server: LiveServer, here: World, caplog: pytest.LogCaptureFixture
) -> None:
    first = await open_line(live_server, here.bob)
    await first.until(op="hello")
    (there,) = sockets.open_ones
    topic = (await hubs.of_this_process()).topics[f"user:{here.bob.pk}"]
    async with topic.lock:  # his second page is let in as far as here
        second = await open_line(live_server, here.bob)
        await until(lambda: len(topic.follows) == 2)
        (coming,) = sockets.open_ones - {there}
        await sockets.send_all_away(3)
        sockets.ending.clear()
        assert not topic.follows
    assert coming._serving is not None
    await coming._serving
    assert json.loads(await second.socket.recv())["op"] == "away"  # and nobody is greeted who was sent away
    with pytest.raises(websockets.ConnectionClosed) as closed:
        await second.socket.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1012
    assert not topic.follows
    assert "nobody_can_come_in" not in caplog.text


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110  who comes and goes tells nobody
            await asyncio.sleep(0.01)
