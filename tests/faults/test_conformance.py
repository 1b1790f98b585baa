"""What /ws does with frames that no page sends: under Daphne in the one leg of the suite, under uvicorn in the other."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import websockets
from websockets.asyncio.client import ClientConnection
from websockets.frames import Frame, Opcode
from websockets.typing import Origin

from realtime.inbox import MOST_BYTES
from tests.faults.checker import violations
from tests.faults.clients import Crowd, Person
from tests.faults.product import Product

pytestmark = [pytest.mark.slow, pytest.mark.faults]
PING = '{"op":"ping"}'


@asynccontextmanager
async def line(product: Product, who: int = 0) -> AsyncIterator[ClientConnection]:
    async with websockets.connect(
        f"ws://127.0.0.1:{product.port}/ws",
        origin=Origin(product.url),
        additional_headers={"Cookie": product.cookies[who]},
        compression=None,
    ) as socket:
        while json.loads(await asyncio.wait_for(socket.recv(), 10))["op"] != "hello":
            pass
        yield socket


async def close_code(socket: ClientConnection) -> int | None:
    """The code with which the server closes; None when it only drops the line."""
    with pytest.raises(websockets.ConnectionClosed) as closed:
        async with asyncio.timeout(10):
            while True:
                await socket.recv()
    return closed.value.rcvd.code if closed.value.rcvd else None


async def answer(socket: ClientConnection) -> str:
    return str(json.loads(await asyncio.wait_for(socket.recv(), 10))["op"])


def raw(socket: ClientConnection, *frames: Frame) -> None:
    """Frames as they are, past the checks of the client's library."""
    for frame in frames:
        socket.transport.write(frame.serialize(mask=True))


async def test_an_empty_message_is_answered_and_the_line_stays(product: Product) -> None:
    async with line(product) as socket:
        await socket.send("")
        assert await answer(socket) == "error"
        await socket.send(PING)
        assert await answer(socket) == "pong"


async def test_a_message_in_pieces_is_one_message(product: Product) -> None:
    async with line(product) as socket:
        pieces = [
            Frame(Opcode.TEXT if at == 0 else Opcode.CONT, PING[at].encode(), fin=False) for at in range(len(PING))
        ]
        raw(socket, *pieces, Frame(Opcode.CONT, b"", fin=True))
        assert await answer(socket) == "pong"


async def test_a_binary_message_is_refused_as_such(product: Product) -> None:
    async with line(product) as socket:
        await socket.send(PING.encode())
        assert await close_code(socket) == 1003


@pytest.mark.parametrize("pieces", [1, 4])
async def test_more_than_64_kib_are_too_big_also_in_pieces(product: Product, pieces: int) -> None:
    async with line(product) as socket:
        size = (MOST_BYTES + 4) // pieces
        first = [
            Frame(Opcode.TEXT if at == 0 else Opcode.CONT, b"x" * size, fin=at == pieces - 1) for at in range(pieces)
        ]
        raw(socket, *first)
        assert await close_code(socket) == 1009


async def test_what_we_send_may_be_longer_than_what_we_take(product: Product) -> None:
    """Daphne held both to one limit, so who lacked some twenty messages never got them and heard nothing more."""
    async with Crowd(product, 2) as crowd:
        await crowd.settled(await crowd.talk(30, 0, words=" and so on" * 150), 30)
        late = Person(product, "late", product.cookies[5], crowd.history)
        late.after = crowd.history.started["late"] = crowd.after
        late.tell = crowd.people[0].tell
        crowd.add(late)
        await crowd.settled([], 20)
        assert violations(crowd.history) == []
        assert late.connections == 1


async def test_a_compressed_frame_that_nobody_agreed_on_is_a_mistake(product: Product) -> None:
    """Compression is off, so nothing small can become something huge here."""
    async with line(product) as socket:
        assert not socket.protocol.extensions
        socket.transport.write(b"\xc1\x84" + bytes(8))  # four bytes, said to be compressed
        assert await close_code(socket) == 1002


async def test_what_is_not_utf_8_closes_the_line_and_not_the_server(product: Product) -> None:
    async with line(product) as socket:
        raw(socket, Frame(Opcode.TEXT, b"\xce\xba\xed\xa0\x80"))
        assert await close_code(socket) == 1007
    async with line(product) as socket:
        await socket.send(PING)
        assert await answer(socket) == "pong"


async def test_a_frame_that_no_rule_knows_closes_the_line_as_a_mistake(product: Product) -> None:
    async with line(product) as socket:
        socket.transport.write(b"\x8b\x80\x00\x00\x00\x00")  # a reserved opcode
        assert await close_code(socket) == 1002
