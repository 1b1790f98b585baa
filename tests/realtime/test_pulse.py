"""Reactions are summed up and told to everybody who follows the stream, in every process."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from channels.layers import get_channel_layer

from realtime.frames import Look
from realtime.hub import Hub
from realtime.line import Message
from realtime.log import Position
from realtime.pulse import Pulse
from realtime.topics import GONE, Source

STREAM = "room:1"


class Page:
    """A reader that keeps what it is offered."""

    person_id = 1
    look = Look()

    def __init__(self) -> None:
        self.frames: list[dict[str, Any]] = []
        self.told = asyncio.Event()

    def deliver(self, stream: str, last_seq: int, message: Message) -> int:
        return GONE

    def tell(self, message: Message) -> None:
        self.frames.append(json.loads(message["text"]))
        self.told.set()

    async def got(self, count: int) -> None:
        """Wait until there are so many frames."""
        while len(self.frames) < count:
            self.told.clear()
            await self.told.wait()

    def busy(self) -> bool:
        return False

    def lose(self, stream: str) -> None: ...

    def start_over(self, stream: str, at: Position) -> None: ...

    def lag(self) -> None: ...

    def end_session(self, digest: str) -> None: ...


async def _nothing(name: str, after: int) -> list[Any]:
    return []


async def _nowhere(names: Any) -> dict[str, Position]:
    return {}


async def _may(person: int, name: str) -> bool:
    return True


async def process() -> tuple[Hub, Pulse, Page]:
    """One process with one page that follows the stream, on the layer that all share."""
    hub = Hub(get_channel_layer(), Source(_nothing, _nowhere, _may))
    hub.bus.channel = await hub.bus.layer.new_channel("hub")
    pulse, page = Pulse(hub), Page()
    await hub.subscribe(page, STREAM, None, "")
    await hub.bus.settle()
    return hub, pulse, page


async def test_what_many_do_in_a_second_is_one_frame_in_each_process() -> None:
    here, there = await process(), await process()
    for what in ("applause", "applause", "thanks"):
        here[1].sums[STREAM][what] += 1
    here[1].tell()
    await here[0].bus.settle()
    await there[0].hear(await there[0].bus.layer.receive(there[0].bus.channel))
    for _hub, _pulse, page in (here, there):
        assert page.frames == [
            {"op": "signal", "stream": STREAM, "type": "pulse", "data": {"applause": 2, "thanks": 1}}
        ]


async def test_nothing_is_told_twice() -> None:
    _hub, pulse, page = await process()
    pulse.sums[STREAM]["agree"] += 1
    pulse.tell()
    pulse.tell()
    assert len(page.frames) == 1
    assert not pulse.sums
