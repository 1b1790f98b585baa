"""Keeps the crowd's sockets open in the rooms where they were last seen, so that presence shows them. No Django."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from config.demo.activity.visitor import Visitor

PING = 20  # seconds; the server wants one within 25


class Audience:
    """One thread with one loop for all sockets. Losing a socket is no harm: the next deed opens it again."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._seats: dict[str, asyncio.Task[None]] = {}
        self._rooms: dict[str, int] = {}
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True, name="audience")
        self._thread.start()

    def seat(self, visitor: Visitor, room: int) -> None:
        """Let a signed-in visitor be seen in a room, and in no other."""
        self._loop.call_soon_threadsafe(self._seat, visitor, room)

    def close(self) -> None:
        """Everybody leaves."""
        asyncio.run_coroutine_threadsafe(self._leave(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _seat(self, visitor: Visitor, room: int) -> None:
        key = visitor.person.key
        before = self._seats.get(key)
        if before is not None and not before.done():
            if self._rooms[key] == room:
                return
            before.cancel()
        self._rooms[key] = room
        self._seats[key] = self._loop.create_task(_sit(visitor, room))

    async def _leave(self) -> None:
        for task in self._seats.values():
            task.cancel()
        await asyncio.gather(*self._seats.values(), return_exceptions=True)


async def _sit(visitor: Visitor, room: int) -> None:
    address = visitor.base.replace("http", "ws", 1) + "/ws"
    headers = {"Cookie": visitor.cookies, "Origin": visitor.base}
    with contextlib.suppress(WebSocketException, OSError):
        async with connect(address, additional_headers=headers, compression=None) as socket:
            await socket.send(json.dumps({"op": "subscribe", "id": 1, "stream": f"room:{room}"}))
            await _listen(socket)


async def _listen(socket: ClientConnection) -> None:
    """Read and forget, as an open page would; a ping now and then."""
    while True:
        try:
            async with asyncio.timeout(PING):
                while True:
                    await socket.recv()
        except TimeoutError:
            await socket.send('{"op": "ping"}')
