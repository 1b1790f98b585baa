"""One hub per process: it follows the streams that its sockets follow, and repairs what the bus loses.

The channel layer is a doorbell, not a postman: by contract it delivers at most once. So a ring carries the events as a
courtesy; what counts is `seq`. The next number is sent on, an old one dropped, a gap read from the log; and a sweep
each second finds what was never rung (docs/architecture.md section 5).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from channels.layers import get_channel_layer

from realtime import frames, log
from realtime.line import text_message
from realtime.log import Event, Position
from realtime.topics import Reader, Source, Topic, database_source

logger = logging.getLogger(__name__)
SWEEP_SECONDS = 1.0
RIGHTS_CHANGED = "rights.changed"


class Hub:
    """Joins sockets to streams. All methods run on one event loop."""

    def __init__(self, layer: Any, source: Source, *, repair: bool = True, sweep: float = SWEEP_SECONDS) -> None:
        self.layer = layer
        self.source = source
        self.repair = repair  # off only in the test that proves that the property test can fail
        self.sweep_seconds = sweep
        self.topics: dict[str, Topic] = {}
        self.channel = ""
        self.on_signal: list[Callable[[dict[str, Any]], None]] = []
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        self.channel = await self.layer.new_channel("hub")
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._sweep_forever())]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def subscribe(self, reader: Reader, name: str, after: int | None, epoch: str) -> Position | None:
        """Join `reader` to the stream after a position; the stream's position then, or None when it has to start over.

        Replay and joining happen under the topic's lock, so nothing falls between them and nothing comes twice.
        """
        while True:
            topic = await self._topic(name)
            async with topic.lock:
                if self.topics.get(name) is topic:  # else its last reader left while we waited for the lock
                    return await self._join(topic, reader, after, epoch)

    async def _join(self, topic: Topic, reader: Reader, after: int | None, epoch: str) -> Position | None:
        await self._catch_up(topic)
        at = Position(topic.epoch, topic.head)
        fits = after is None or log.reachable(at, after, epoch)
        missed: list[Event] = []
        if fits and after is not None and after != topic.head:
            missed = [event for event in await self.source.read(topic.name, after) if event.seq <= topic.head]
            fits = log.gapless(missed, after, topic.head)
        topic.readers.add(reader)  # after all that can fail: who was not let in is not there
        for event in missed if fits else []:
            reader.deliver(topic.name, event.seq, text_message(frames.text_of(event)))
        return at if fits else None

    async def unsubscribe(self, reader: Reader, name: str) -> None:
        topic = self.topics.get(name)
        if topic is None:
            return
        topic.readers.discard(reader)
        if not topic.readers:
            del self.topics[name]
            await self._quietly(self.layer.group_discard(group(name), self.channel))
            if name in self.topics:  # joined again meanwhile: the bus may have heard the two in the other order
                await self._quietly(self.layer.group_add(group(name), self.channel))

    async def _topic(self, name: str) -> Topic:
        topic = self.topics.get(name)
        if topic is None:
            # What happens between the two is read from the log by `subscribe`, which catches up after this.
            at = (await self.source.positions([name])).get(name, Position("", 0))
            topic = self.topics.setdefault(name, Topic(name, at.head, at.epoch))
            await self._quietly(self.layer.group_add(group(name), self.channel))
        return topic

    async def _listen(self) -> None:
        while True:
            try:
                message = await self.layer.receive(self.channel)
                await self.hear(message)
            except asyncio.CancelledError:
                raise
            except Exception:
                # The bus is away: the sweep carries the news meanwhile.
                logger.warning("hub.bus_away", exc_info=logger.isEnabledFor(logging.DEBUG))
                await asyncio.sleep(self.sweep_seconds)

    async def hear(self, message: dict[str, Any]) -> None:
        """A ring from the bus: events of a stream, or an ephemeral signal."""
        if message["type"] == "signal":
            for listener in self.on_signal:
                listener(message)
            return
        topic = self.topics.get(message["stream"])
        if topic is not None:
            await self.deliver(topic, [Event(**event) for event in message["events"]])

    async def deliver(self, topic: Topic, events: list[Event]) -> None:
        """Send on what comes next, drop what is old, read the log where numbers are missing."""
        async with topic.lock:
            for event in events:
                if event.seq <= topic.head:
                    continue
                if event.seq > topic.head + 1 and self.repair:
                    await self._catch_up(topic)
                    continue
                await self._send(topic, event)

    async def _catch_up(self, topic: Topic) -> None:
        while missed := await self.source.read(topic.name, topic.head):
            for event in missed:
                await self._send(topic, event)

    async def _send(self, topic: Topic, event: Event) -> None:
        if event.type == RIGHTS_CHANGED:
            await self._ask_again(event)  # may fail: then the event has not been delivered and comes again
        topic.head = event.seq
        message = text_message(frames.text_of(event))
        for reader in list(topic.readers):
            reader.deliver(topic.name, event.seq, message)

    async def _ask_again(self, event: Event) -> None:
        """Somebody's rights changed: her sockets keep only what she may still read."""
        person = int(event.data["person"])
        for topic in list(self.topics.values()):
            affected = [r for r in topic.readers if r.person_id == person]
            if affected and not await self.source.may_read(person, topic.name):
                for reader in affected:
                    topic.readers.discard(reader)
                    reader.lose(topic.name)
        for key in event.data.get("ended_sessions", []):
            for reader in {r for t in self.topics.values() for r in t.readers if r.person_id == person}:
                reader.end_session(key)

    async def _sweep_forever(self) -> None:
        while True:
            await asyncio.sleep(self.sweep_seconds)
            try:
                await self.sweep()
            except Exception:
                logger.warning("hub.sweep_failed", exc_info=logger.isEnabledFor(logging.DEBUG))

    async def sweep(self) -> None:
        """Compare all heads with the database in one query; deliver what was never rung."""
        if not self.topics or not self.repair:
            return
        for name, at in (await self.source.positions(list(self.topics))).items():
            topic = self.topics.get(name)
            if topic is None:
                continue
            if not topic.epoch:
                topic.epoch = at.epoch
            if at.head > topic.head:
                async with topic.lock:
                    await self._catch_up(topic)

    async def signal(self, name: str, kind: str, data: dict[str, Any]) -> None:
        """Tell all processes something that need not be kept: presence, typing. May be lost."""
        message = {"type": "signal", "stream": name, "kind": kind, "data": data, "sender": self.channel}
        await self._quietly(self.layer.group_send(group(name), message))

    async def _quietly(self, sending: Awaitable[Any]) -> None:
        try:
            await sending
        except Exception:
            logger.warning("hub.bus_away")


def group(name: str) -> str:
    """The layer's group of a stream: its names allow no colon."""
    return "stream." + name.replace(":", ".")


_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


async def of_this_process() -> Hub:
    """The hub of the running loop, started at first use."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub(get_channel_layer(), database_source())
        await _hubs[loop].start()
    return _hubs[loop]


def running_loop() -> asyncio.AbstractEventLoop | None:
    """The loop on which this process serves sockets, if it does."""
    return next((loop for loop in _hubs if loop.is_running()), None)


def running_on(loop: asyncio.AbstractEventLoop) -> Hub | None:
    """The hub of a loop, if it has one."""
    return _hubs.get(loop)


async def close() -> None:
    """Stop the hub of the running loop: at shutdown and between tests."""
    if hub := _hubs.pop(asyncio.get_running_loop(), None):
        await hub.stop()
