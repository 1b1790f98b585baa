"""The way between processes: a doorbell that never makes anybody wait.

What shall be followed is a wish; one task makes the layer agree with it and sends what is to be sent, in order. A bus
that is away or hangs costs speed only: rings are dropped, the log is swept, and the wish is asked for again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from realtime.log import Event

logger = logging.getLogger(__name__)
PATIENCE = 2.0  # seconds for one word to the layer: a paused Redis must not hold up the next
MOST_WAITING = 5000  # rings; what is dropped beyond, the log repairs


class Bus:
    """The layer as one process uses it. All methods run on the loop of its hub."""

    def __init__(self, layer: Any, hear: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        self.layer = layer
        self.channel = ""
        self.wanted: set[str] = set()
        self.joined: set[str] = set()
        self._hear = hear
        self._outgoing: deque[tuple[str, dict[str, Any]]] = deque(maxlen=MOST_WAITING)
        self._work = asyncio.Event()
        self._settling = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        self.channel = await self.layer.new_channel("hub")
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._serve())]

    async def start_speaking(self) -> None:
        """Only tell others, and hear nothing: of a process without sockets."""
        self._tasks = [asyncio.create_task(self._serve())]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def follow(self, name: str) -> None:
        self.wanted.add(group(name))
        self._work.set()

    def unfollow(self, name: str) -> None:
        self.wanted.discard(group(name))
        self._work.set()

    def send(self, name: str, message: dict[str, Any]) -> None:
        self._outgoing.append((group(name), {**message, "sender": self.channel}))
        self._work.set()

    async def settle(self) -> None:
        """Make the layer agree with what is wished, and send what waits. Once it returns all of that is done."""
        async with self._settling:
            await self._agree()
            while self._outgoing:
                name, message = self._outgoing.popleft()
                await self._patiently(self.layer.group_send(name, message))

    async def _agree(self) -> None:
        for name in list(self.wanted ^ self.joined):
            if name in self.wanted:
                await self._patiently(self.layer.group_add(name, self.channel))
                self.joined.add(name)
            else:
                await self._patiently(self.layer.group_discard(name, self.channel))
                self.joined.discard(name)

    async def _serve(self) -> None:
        while True:
            await self._work.wait()
            self._work.clear()
            try:
                await self.settle()
            except asyncio.CancelledError:
                raise
            except Exception:
                logger.warning("bus.away", exc_info=logger.isEnabledFor(logging.DEBUG))
                self._outgoing.clear()  # rings that come late tell nothing new
                await asyncio.sleep(1)
                self._work.set()

    async def _listen(self) -> None:
        while True:
            try:
                message = await self.layer.receive(self.channel)
                if message.get("sender") != self.channel:  # our own were heard when they were sent
                    await self._hear(message)
            except asyncio.CancelledError:
                raise
            except Exception:
                # The sweep carries the news meanwhile.
                logger.warning("bus.deaf", exc_info=logger.isEnabledFor(logging.DEBUG))
                await asyncio.sleep(1)

    async def _patiently(self, word: Awaitable[Any]) -> None:
        async with asyncio.timeout(PATIENCE):
            await word


def group(name: str) -> str:
    """The layer's group of a stream: its names allow no colon."""
    return "stream." + name.replace(":", ".")


def rung(name: str, events: list[Event]) -> dict[str, Any]:
    """Events as the bus carries them."""
    return {"type": "events", "stream": name, "events": [_plain(event) for event in events]}


def _plain(event: Event) -> dict[str, Any]:
    """Its fields as they are: `asdict` would copy all data, which costs more than sending it."""
    return {name: getattr(event, name) for name in Event.__slots__}
