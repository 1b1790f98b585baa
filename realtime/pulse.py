"""What many do at once and nobody counts: reactions. Summed up each second, told to all, kept nowhere.

`beat` may be called from any thread, after a commit. Each process sums what its own people did and sends one signal
a stream and second; a process that serves no sockets yet has nobody to tell, and what the bus loses is lost.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from typing import Any

from realtime import hub as hubs
from realtime.frames import encode
from realtime.hub import Hub
from realtime.line import text_message

SECONDS = 1.0
KIND = "pulse"


class Pulse:
    """The sums of one process. All methods but the module's `beat` run on the loop of its hub."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._telling: asyncio.Task[None] | None = None
        hub.on_signal.append(self._hear)

    def add(self, stream: str, what: str) -> None:
        self.sums[stream][what] += 1
        if self._telling is None:
            self._telling = asyncio.create_task(self._tell_soon())

    async def _tell_soon(self) -> None:
        await asyncio.sleep(SECONDS)
        self._telling = None
        await self.tell()

    async def tell(self) -> None:
        """Send what came together since the last time."""
        sums, self.sums = self.sums, defaultdict(Counter)
        for stream, counts in sums.items():
            await self.hub.signal(stream, KIND, dict(counts))

    def _hear(self, message: dict[str, Any]) -> None:
        topic = self.hub.topics.get(message["stream"]) if message["kind"] == KIND else None
        if topic is None:
            return
        frame = {"op": "signal", "stream": message["stream"], "type": KIND, "data": message["data"]}
        said = text_message(encode(frame))
        for reader in list(topic.readers):
            reader.tell(said)


_pulses: dict[Hub, Pulse] = {}


def of(hub: Hub) -> Pulse:
    """The pulse of a hub, made at first use."""
    if hub not in _pulses:
        _pulses.clear()
        _pulses[hub] = Pulse(hub)
    return _pulses[hub]


def beat(stream: str, what: str) -> None:
    """Somebody did `what` in a stream. From any thread."""
    loop = hubs.running_loop()
    hub = hubs.running_on(loop) if loop else None
    if loop is not None and hub is not None:
        loop.call_soon_threadsafe(lambda: of(hub).add(stream, what))
