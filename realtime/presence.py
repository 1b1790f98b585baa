"""Who is here, in steps: nobody can be counted out of a small room, and no number flickers.

Each process counts the people of its own sockets and tells the others once a second what changed; what a silent
process said is forgotten after `FORGET` seconds. Somebody with sockets in two processes counts twice, which the steps
hide.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Any

from realtime.frames import encode
from realtime.hub import Hub
from realtime.line import Message, text_message
from realtime.topics import Reader

TICK = 1.0
REPEAT = 10.0
FORGET = 25.0
FEW = 10


def in_steps(count: int) -> str:
    """`none`, `few` below ten, then about two significant digits: "12", "85", "120", "1,200"."""
    if count <= 0:
        return "none"
    if count < FEW:
        return "few"
    step = 10 ** max(0, len(str(count)) - 2)
    step = max(step, 5)
    return f"{count // step * step:,}"


class Presence:
    """Counts people in streams over all processes and signals the step when it changes."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.local: dict[str, dict[int, int]] = defaultdict(dict)
        self.others: dict[str, dict[str, tuple[int, float]]] = defaultdict(dict)
        self.changed: set[str] = set()
        self.told: dict[str, str] = {}
        self.repeated = 0.0
        self._task: asyncio.Task[None] | None = None
        hub.on_signal.append(self._hear)

    def start(self) -> None:
        self._task = asyncio.create_task(self._tick_forever())

    def enter(self, reader: Reader, stream: str) -> None:
        people = self.local[stream]
        people[reader.person_id] = people.get(reader.person_id, 0) + 1
        self.changed.add(stream)

    def leave(self, reader: Reader, stream: str) -> None:
        people = self.local[stream]
        left = people.get(reader.person_id, 0) - 1
        if left > 0:
            people[reader.person_id] = left
        else:
            people.pop(reader.person_id, None)
        self.changed.add(stream)

    def step(self, stream: str) -> str:
        now = asyncio.get_running_loop().time()
        heard = self.others.get(stream, {}).values()
        others = sum(count for count, at in heard if now - at < FORGET)
        return in_steps(len(self.local.get(stream, {})) + others)

    def _hear(self, message: dict[str, Any]) -> None:
        if message["kind"] != "presence" or message["sender"] == self.hub.channel:
            return
        now = asyncio.get_running_loop().time()
        self.others[message["stream"]][message["sender"]] = (int(message["data"]["count"]), now)
        self.changed.add(message["stream"])

    async def _tick_forever(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            await self.tick()

    async def tick(self) -> None:
        """Tell other processes our counts and our own readers the step, where it changed."""
        now = asyncio.get_running_loop().time()
        streams, self.changed = self.changed, set()
        if now - self.repeated > REPEAT:
            self.repeated = now
            streams |= set(self.local)
        for stream in streams:
            count = len(self.local.get(stream, {}))
            if not count:
                self.local.pop(stream, None)
            await self.hub.signal(stream, "presence", {"count": count})
            self._tell(stream)

    def _tell(self, stream: str) -> None:
        step = self.step(stream)
        topic = self.hub.topics.get(stream)
        if topic is None or self.told.get(stream) == step:
            return
        self.told[stream] = step
        message = _message(stream, step)
        for reader in list(topic.readers):
            reader.tell(message)


def _message(stream: str, step: str) -> Message:
    return text_message(encode({"op": "signal", "stream": stream, "type": "presence", "data": {"here": step}}))


_presences: dict[Hub, Presence] = {}


def of(hub: Hub) -> Presence:
    """The presence of a hub, started at first use."""
    if hub not in _presences:
        _presences.clear()
        _presences[hub] = Presence(hub)
        _presences[hub].start()
    return _presences[hub]
