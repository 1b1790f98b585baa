"""One hub per process: it follows the streams that its sockets follow, and repairs what the bus loses.

The channel layer is a doorbell, not a postman: by contract it delivers at most once. So a ring carries the events as a
courtesy; what counts is `seq`. The next number is sent on, an old one dropped, a gap read from the log; and a sweep
each second finds what was never rung (docs/architecture.md section 5).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from realtime import log
from realtime.asking import Asking
from realtime.bus import Bus, rung
from realtime.delivery import Delivery
from realtime.log import Event, Position
from realtime.shared_questions import SharedQuestion
from realtime.signals import Signals
from realtime.topics import Follow, Reader, Source, Topic

logger = logging.getLogger(__name__)
SWEEP_SECONDS = 1.0
NOWHERE = Position("", 0)  # of a stream that has no event yet
LINGERING_SWEEPS = 60  # seconds that a stream without readers stays warm


class Hub:
    """Joins sockets to streams. All methods run on one event loop."""

    def __init__(
        self, layer: Any, source: Source, *, repair: bool = True, sweep: float = SWEEP_SECONDS, coalesce: bool = True
    ) -> None:
        self.source = source
        self.repair = repair  # off only in the test that proves that the property test can fail
        self.sweep_seconds = sweep
        self.topics: dict[str, Topic] = {}
        self.bus = Bus(layer, self.hear)
        self.delivery = Delivery(source, coalesce=coalesce)
        self.asking = Asking(self.topics, source)
        self.signals = Signals(self.topics, self.bus, self.delivery)
        self.rounds: set[Callable[[], None]] = set()  # what others do once a second
        self.farewells: list[Callable[[], Awaitable[None]]] = []  # what they do at the end
        self._heads: SharedQuestion[str, Position] = SharedQuestion(source.positions)
        self._sweeping: asyncio.Task[None] | None = None
        self._delivering: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        await self.bus.start()
        self._sweeping = asyncio.create_task(self._sweep_forever())

    async def stop(self) -> None:
        for farewell in self.farewells:
            await farewell()
        self.delivery.stop()
        if self._sweeping is not None:
            self._sweeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._sweeping
        await self.bus.stop()

    # -- coming and going

    def stand_by(self, reader: Reader, name: str) -> Follow:
        """Be there without being told anything yet: from now on a change of rights reaches this reader."""
        topic = self.topics.get(name)
        if topic is None:
            topic = self.topics[name] = Topic(name)
            self.bus.follow(name)
        return topic.follows.setdefault(reader, Follow(reader, topic))

    async def listen(self, topic: Topic) -> None:
        """Know where a stream stands. Whatever comes from now on is noticed, the shutting of its doors as well."""
        if not topic.known:
            at = await self._heads.fresh(topic.name) or NOWHERE
            async with topic.lock:
                if not topic.known:
                    topic.begin(at)

    async def join(self, follow: Follow, after: int | None, epoch: str) -> Position | None:
        """Tell it what came after a position, then what comes; the stream's position, or None to start over.

        The head is read from the database after this began, so a tail in memory that lags brings no old text back.
        """
        topic, follow.joining = follow.topic, True
        topic.entered = True
        topic.hold(follow, follow.reached)
        at = await self._heads.fresh(topic.name) or NOWHERE
        async with topic.lock:
            if not topic.known:
                topic.begin(at)
            topic.epoch = topic.epoch or at.epoch  # it had none before its first event
            if at.head > topic.head or topic.missed:
                topic.missed = False
                await self._catch_up(topic)
        at = Position(topic.epoch, topic.head)
        fits = after is None or log.reachable(at, after, epoch)
        self.delivery.begin(follow, topic.head if after is None or not fits else after)
        if await self.delivery.catch_up(follow) and fits:
            return at
        self.delivery.begin(follow, topic.head)
        topic.release(follow)
        return None

    async def subscribe(self, reader: Reader, name: str, after: int | None, epoch: str) -> Position | None:
        """Be there and join; who was not let in is not there."""
        follow = self.stand_by(reader, name)
        try:
            return await self.join(follow, after, epoch)
        except BaseException:
            self.unsubscribe(reader, name)
            raise

    def unsubscribe(self, reader: Reader, name: str) -> None:
        """The stream is kept in memory for a while: after a cut its readers come back together.

        One that nobody has joined yet is not: else whoever asks for thousands that are not hers fills the memory.
        """
        if (topic := self.topics.get(name)) is not None:
            topic.drop(reader)
            if not topic.follows and not topic.entered:
                self._let_go(name)

    def _let_go(self, name: str) -> None:
        del self.topics[name]
        self.bus.unfollow(name)

    # -- what comes

    def ring(self, events: list[Event]) -> None:
        """Something was committed in this process: the others hear it by the bus, our own sockets without."""
        for name in dict.fromkeys(event.stream for event in events):
            news = [event for event in events if event.stream == name]
            self.bus.send(name, rung(name, news))
            topic = self.topics.get(name)
            if topic is not None:
                task = asyncio.get_running_loop().create_task(self._deliver_quietly(topic, news))
                self._delivering.add(task)
                task.add_done_callback(self._delivering.discard)

    async def _deliver_quietly(self, topic: Topic, events: list[Event]) -> None:
        try:
            await self.deliver(topic, events)
        except Exception:
            logger.warning("hub.log_away", exc_info=logger.isEnabledFor(logging.DEBUG))  # the sweep comes back to it

    async def hear(self, message: dict[str, Any]) -> None:
        """A ring from the bus: events of a stream, or an ephemeral signal."""
        if message["type"] == "signal":
            self.signals.hear(message)
            return
        topic = self.topics.get(message["stream"])
        if topic is not None:
            await self.deliver(topic, [Event(**event) for event in message["events"]])

    async def deliver(self, topic: Topic, events: list[Event]) -> None:
        """Send on what comes next, drop what is old, read the log where numbers are missing."""
        async with topic.lock:
            if not topic.known:
                topic.missed = True  # its first reader is about to join, and catches up
                return
            for event in events:
                if event.seq <= topic.head:
                    continue
                if event.seq > topic.head + 1 and self.repair:
                    await self._catch_up(topic)
                    continue
                await self._next(topic, event)

    async def _catch_up(self, topic: Topic) -> None:
        while missed := await self.source.read(topic.name, topic.head):
            for event in missed:
                await self._next(topic, event)

    async def _next(self, topic: Topic, event: Event) -> None:
        await self.asking.before(topic, event)  # may fail: then the event has not been delivered and comes again
        self.delivery.put(topic, event)

    def seen(self, reader: Reader, name: str, seq: int) -> None:
        """A client has applied everything of a stream up to `seq`."""
        follow = self._follow(reader, name)
        if follow is not None:
            self.delivery.seen(follow, seq)

    def freed(self, reader: Reader, names: Iterable[str]) -> None:
        """The client of a busy reader took what it was sent."""
        for name in names:
            if (follow := self._follow(reader, name)) is not None:
                self.delivery.pull_soon(follow)

    def _follow(self, reader: Reader, name: str) -> Follow | None:
        topic = self.topics.get(name)
        return topic.follows.get(reader) if topic is not None else None

    # -- the sweep

    async def _sweep_forever(self) -> None:
        while True:
            await asyncio.sleep(self.sweep_seconds)
            try:
                self.look_round()
                await self.sweep()
            except Exception:
                logger.warning("hub.sweep_failed", exc_info=logger.isEnabledFor(logging.DEBUG))

    def look_round(self) -> None:
        """Who lags is helped on, or goes; what nobody reads any more is let go."""
        for round_ in self.rounds:
            round_()
        for name, topic in list(self.topics.items()):
            self.delivery.look_at(topic)
            topic.empty_for = 0 if topic.follows else topic.empty_for + 1
            if topic.empty_for > LINGERING_SWEEPS:
                self._let_go(name)

    async def sweep(self) -> None:
        """Compare all heads with the database in one query; deliver what was never rung."""
        if not self.topics or not self.repair:
            return
        for name, at in (await self.source.positions(list(self.topics))).items():
            topic = self.topics.get(name)
            if topic is None or not topic.known:
                continue
            async with topic.lock:
                if topic.epoch and at.epoch != topic.epoch:
                    self._begin_anew(topic, at)
                elif at.head > topic.head:
                    await self._catch_up(topic)
                topic.epoch = at.epoch
        await self.asking.unseen()

    def _begin_anew(self, topic: Topic, at: Position) -> None:
        """The database was restored: numbers may repeat, and nobody can go on from one."""
        topic.begin(at)
        for follow in list(topic.follows.values()):
            if not follow.joining:
                self.delivery.start_over(follow)
