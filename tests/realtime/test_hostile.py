"""Clients that are no pages: whatever they send is refused with a code, and nobody else notices."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import replace
from typing import Any

import pytest
import websockets
from asgiref.sync import sync_to_async
from websockets.frames import Frame, Opcode

from conference.rooms.models import Room
from realtime import hubs, registry
from realtime.inbox import MOST_FRAMES
from realtime.operations import MOST_STREAMS
from tests import factories
from tests.conference import stage
from tests.conftest import LiveServer
from tests.factories import World
from tests.realtime.test_socket import Line, open_line

KEYS = ["", "0", "-1", "01", "+1", " 1", "1 ", "1.0", "1e3", "1:2", "1/../2", "9" * 40, "None", "true", "1 OR 1=1", "\x00", "\u0661", "\ud800", "%31", "00000000-0000-0000-0000-000000000000"]  # fmt: skip


@pytest.fixture
async def here(live_server: LiveServer) -> World:
    return await sync_to_async(factories.make_world)()


@pytest.fixture
async def room(here: World) -> Room:
    return await sync_to_async(stage.room)(here.congress)


class Witness:
    """Ada sits in the room meanwhile and misses nothing of it."""

    def __init__(self, line: Line, world: World, room: Room, thread: int) -> None:
        self.line, self.world, self.room, self.thread = line, world, room, thread

    async def hears(self, text: str) -> None:
        await sync_to_async(factories.do)(self.world.bob, "message.post", thread=self.thread, text=text)
        while (await self.line.until(op="event"))["data"]["text"] != text:
            pass


@pytest.fixture
async def ada(live_server: LiveServer, here: World, room: Room) -> Witness:
    line = await open_line(live_server, here.ada)
    await line.send(op="subscribe", id=1, stream=room.stream, after=0)
    await line.until(op="subscribed")
    thread = await sync_to_async(stage.thread)(room)
    return Witness(line, here, room, thread.pk)


async def close_code(line: Line) -> int | None:
    with pytest.raises(websockets.ConnectionClosed) as closed:
        async with asyncio.timeout(5):
            while True:
                await line.socket.recv()
    return closed.value.rcvd.code if closed.value.rcvd else None


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [*registry.stream_kinds(), "", "nothing", "ROOM", "room ", "__class__"])
def test_a_forged_key_opens_no_stream_and_breaks_nothing(world: World, kind: str) -> None:
    stage.room(world.congress)
    for key in KEYS:
        assert not registry.may_read(world.olga.pk, f"{kind}:{key}"), key


@pytest.mark.django_db(transaction=True)
async def test_who_asks_for_hundreds_of_streams_that_are_not_hers_gets_none_and_leaves_no_trace(
    live_server: LiveServer, here: World, room: Room, ada: Witness
) -> None:
    charlie = await open_line(live_server, here.charlie)
    hub = await hubs.of_this_process()
    await charlie.until(op="hello")
    before = set(hub.topics)
    for number in range(300):
        await charlie.send(op="subscribe", id=number, stream=f"room:{room.pk + number}", after=0)
    for number in range(300):
        assert (await charlie.until(id=number))["code"] == "stream.unknown"
    assert set(hub.topics) == before
    assert len(hub.bus.wanted) == len(before)
    await ada.hears("still here")


@pytest.mark.django_db(transaction=True)
async def test_a_socket_follows_so_many_streams_and_no_more(live_server: LiveServer, here: World) -> None:
    rooms = await sync_to_async(lambda: [stage.room(here.congress) for _ in range(MOST_STREAMS + 1)])()
    bob = await open_line(live_server, here.bob)
    for number, one in enumerate(rooms):
        await bob.send(op="subscribe", id=number, stream=one.stream, after=0)
    for number in range(MOST_STREAMS):
        assert (await bob.until(id=number))["op"] == "subscribed"
    assert (await bob.until(id=MOST_STREAMS))["code"] == "stream.too_many"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("after", [-1, 2**63, 1.5, True, "1", [], {}])
async def test_a_position_that_is_none_is_refused(
    live_server: LiveServer, here: World, room: Room, after: object
) -> None:
    bob = await open_line(live_server, here.bob)
    await bob.send(op="subscribe", id=1, stream=room.stream, after=after)
    assert (await bob.until(id=1))["code"] == "stream.unknown"


@pytest.mark.django_db(transaction=True)
async def test_a_position_of_the_future_or_of_another_epoch_starts_over(
    live_server: LiveServer, here: World, room: Room, ada: Witness
) -> None:
    await ada.hears("one")
    bob = await open_line(live_server, here.bob)
    for where in ({"after": 2**63 - 1}, {"after": 7}, {"after": 1, "epoch": "x" * 200}):
        await bob.send(op="subscribe", id=1, stream=room.stream, **where)
        assert (await bob.until(op="resync"))["head"] == 1
    for seq in (2**62, -5, True, "1", None, 1.5):
        await bob.send(op="seen", stream=room.stream, seq=seq)
    await ada.hears("two")
    assert (await bob.until(op="event"))["seq"] == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "text",
    [
        '{"op":"ping","id":"\\ud800"}',
        '{"op":"ping","id":{"a":1}}',
        '{"op":"subscribe","id":1.5,"stream":"room:1","after":0}',
        '{"op":"subscribe","id":' + "9" * 30 + ',"stream":"room:1","after":0}',
        '{"op":"command","id":[1],"name":"message.post","data":{}}',
        '{"op":"command","id":1,"name":"message.post","data":' + "[" * 60_000,
        '{"op":"command","id":1,"name":"message.post","data":' + '{"a":' * 9_000 + "1" + "}" * 9_000 + "}",
    ],
)
async def test_a_frame_out_of_shape_is_answered_as_unknown(live_server: LiveServer, here: World, text: str) -> None:
    bob = await open_line(live_server, here.bob)
    await bob.socket.send(text)
    assert (await bob.until(op="error"))["code"] == "frame.unknown"


@pytest.mark.django_db(transaction=True)
async def test_half_characters_are_refused_wherever_they_stand(
    live_server: LiveServer, here: World, room: Room, ada: Witness, caplog: pytest.LogCaptureFixture
) -> None:
    """`\\ud800` is JSON and no text: what echoes it cannot be sent, what stores it cannot be saved."""
    bob = await open_line(live_server, here.bob)
    said: list[dict[str, Any]] = [
        {"op": "subscribe", "id": 1, "stream": "room:\ud800", "after": 0},
        {"op": "subscribe", "id": 2, "stream": room.stream + "\ud800", "after": 0, "epoch": "\ud800"},
        {"op": "command", "id": 3, "name": "\ud800", "data": {}},
        {"op": "command", "id": 4, "name": "message.post", "data": {"thread": ada.thread, "text": "\ud800"}},
        {"op": "command", "id": 5, "name": "message.post", "data": {"\ud800": 1, "thread": ada.thread, "text": "x"}},
        {"op": "command", "id": 6, "name": "message.post", "data": {"thread": 1}, "client_id": "\ud800"},
    ]
    with caplog.at_level(logging.ERROR):
        for frame in said:
            await bob.socket.send(json.dumps(frame))
        codes = [(await bob.until(id=frame["id"]))["code"] for frame in said]
    assert "server.failed" not in codes
    assert caplog.records == []
    await ada.hears("whole")


@pytest.mark.django_db(transaction=True)
async def test_who_floods_is_sent_away_and_nobody_else_waits(
    live_server: LiveServer, here: World, ada: Witness
) -> None:
    bob = await open_line(live_server, here.bob)
    await bob.until(op="hello")
    flood = b"".join(Frame(Opcode.TEXT, b'{"op":"ping"}').serialize(mask=True) for _ in range(MOST_FRAMES + 1))
    bob.socket.transport.write(flood)
    await ada.hears("during the flood")
    assert await close_code(bob) == 4429


@pytest.mark.django_db(transaction=True)
async def test_a_flood_of_pings_below_our_frames_holds_nobody_up(
    live_server: LiveServer, here: World, ada: Witness
) -> None:
    bob = await open_line(live_server, here.bob)
    await bob.until(op="hello")
    bob.socket.transport.write(Frame(Opcode.PING, b"x").serialize(mask=True) * 5_000)
    await ada.hears("during the flood")


@pytest.mark.django_db(transaction=True)
async def test_handshakes_that_never_end_hold_nobody_up(live_server: LiveServer, here: World, ada: Witness) -> None:
    port = int(live_server.url.rpartition(":")[2])
    halves = [await asyncio.open_connection("127.0.0.1", port) for _ in range(100)]
    for _, writer in halves:
        writer.write(b"GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nX-Slow: ")
    bob = await open_line(live_server, here.bob)
    await bob.until(op="hello")
    await ada.hears("beside a hundred halves")
    for _, writer in halves:
        writer.close()


@pytest.mark.django_db(transaction=True)
async def test_a_stream_that_could_not_be_joined_says_so_and_can_be_asked_for_again(
    live_server: LiveServer, here: World, room: Room, ada: Witness
) -> None:
    hub = await hubs.of_this_process()
    source = hub.source

    async def away(person: int, name: str) -> bool:
        raise OSError("the database is away")

    bob = await open_line(live_server, here.bob)
    await bob.until(op="hello")
    hub.source = replace(source, may_read=away)
    await bob.send(op="subscribe", id=1, stream=room.stream, after=0)
    refused = await bob.until(op="error")
    hub.source = source
    assert (refused["stream"], refused["code"]) == (room.stream, "server.failed")
    await bob.send(op="subscribe", id=2, stream=room.stream, after=0)
    await bob.until(op="subscribed", id=2)
    await ada.hears("again")
    assert (await bob.until(op="event"))["data"]["text"] == "again"
