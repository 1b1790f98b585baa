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

from realtime.consumer import MOST_BYTES
from tests.faults.product import Product

pytestmark = [pytest.mark.slow, pytest.mark.faults]
PING = '{"op":"ping"}'


@asynccontextmanager
async def line(product: Product) -> AsyncIterator[ClientConnection]:
    async with websockets.connect(
        f"ws://127.0.0.1:{product.port}/ws",
        origin=Origin(product.url),
        additional_headers={"Cookie": product.cookies[0]},
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
        assert await close_code(socket) == (1009 if product.postgres else None)  # Daphne drops the line


async def test_what_is_not_utf_8_closes_the_line_and_not_the_server(product: Product) -> None:
    async with line(product) as socket:
        raw(socket, Frame(Opcode.TEXT, b"\xce\xba\xed\xa0\x80"))
        assert await close_code(socket) in {1007, None}
    async with line(product) as socket:
        await socket.send(PING)
        assert await answer(socket) == "pong"


async def test_a_frame_that_no_rule_knows_closes_the_line_as_a_mistake(product: Product) -> None:
    async with line(product) as socket:
        socket.transport.write(b"\x8b\x80\x00\x00\x00\x00")  # a reserved opcode
        assert await close_code(socket) in {1002, None}
