"""From a stream to its sockets: at once or with the tick, and never more than a reader can take.

Nothing is queued for who lags. Such a reader is *behind*: it keeps a position, and its acknowledgements pull what
comes next from the hot tail or the log. The same pulling brings a returning reader up to date (docs/decisions/0015).
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import replace

from realtime import frames, log
from realtime.line import Message
from realtime.log import Event, Position
from realtime.tail import OWED_EVENTS
from realtime.tempo import AT_ONCE, SHORTEST
from realtime.topics import GONE, NOT_TAKEN, Follow, Source, Topic

logger = logging.getLogger(__name__)
PULLED_EVENTS = OWED_EVENTS // 2
PULLED_BYTES = 1 << 19
UNASKED = 2**63
STILL_SWEEPS = 30  # seconds that a reader may owe an acknowledgement without a step forward


class Delivery:
    """What one process sends. All methods run on the loop of its hub; only pulling from the log waits."""

    def __init__(self, source: Source, *, coalesce: bool = True) -> None:
        self.source = source
        self.coalesce = coalesce  # off in the benchmark's second figure: every event a frame of its own
        self._pulls: set[asyncio.Task[None]] = set()

    def stop(self) -> None:
        for task in self._pulls:
            task.cancel()

    # -- what is new

    def put(self, topic: Topic, event: Event) -> None:
        """The next event of a stream. What it rewrites is forgotten before it is told."""
        if event.rewrote:
            frames.forget(topic.name, event.rewrote)
            topic.rewritten += 1
            topic.waiting = [
                replace(one, type=event.type, data=event.data) if one.seq in event.rewrote else one
                for one in topic.waiting
            ]
        frames.forget(topic.name, topic.tail.put(event, len(frames.body(event, frames.HTML))))
        topic.waiting.append(event)
        now = time.perf_counter()
        topic.tempo.heard(now)
        pause = topic.tempo.pause(now) if self.coalesce else 0.0
        if not pause or len(topic.waiting) >= AT_ONCE:
            self.flush(topic)
        else:
            self._tick(topic, pause)

    def flush(self, topic: Topic) -> None:
        """Send what waits, each event once encoded for each look, to all who keep up."""
        events, before = topic.waiting, topic.sent
        if not events:
            return
        began = time.perf_counter()
        topic.waiting, topic.sent = [], events[-1].seq
        for look, live in topic.live.items():
            if live:
                self._send(topic, list(live), frames.message(topic.name, events, look), before)
        topic.tempo.took(time.perf_counter() - began)

    def _send(self, topic: Topic, live: list[Follow], message: Message, before: int) -> None:
        floor, name, seq = topic.tail.floor, topic.name, topic.sent
        for follow in live:
            became = NOT_TAKEN if follow.acked < floor else follow.reader.deliver(name, seq, message)
            if became != GONE and follow.live:
                topic.hold(follow, before if became == NOT_TAKEN else seq)

    def _tick(self, topic: Topic, pause: float) -> None:
        if topic.tick is None:
            topic.tick = asyncio.get_running_loop().call_later(pause, self._ticked, topic)

    def _ticked(self, topic: Topic) -> None:
        topic.tick = None
        self.flush(topic)
        signals, topic.signals = topic.signals, {}
        for message in signals.values():
            for follow in list(topic.follows.values()):
                if follow.live:  # who lags has other things to read; the next word about it will do
                    follow.reader.tell(message)

    # -- what is not kept

    def signal(self, topic: Topic, message: Message, about: tuple[str, str] | None) -> None:
        """Tell a signal at once and in order, or with the tick the newest one `about` a thing."""
        if about is not None:
            topic.signals[about] = message
            self._tick(topic, SHORTEST)
            return
        for reader in topic.readers:
            reader.tell(message)

    # -- who lags, and who comes back

    def begin(self, follow: Follow, after: int) -> None:
        """Stand after a position that the client has; what it lacks comes by pulling."""
        topic = follow.topic
        self.flush(topic)
        topic.hold(follow, after)
        follow.acked = follow.marked = after
        follow.joining, follow.still = False, 0

    def unasked(self, follow: Follow) -> None:
        """The client did not ask for this stream, so it owes no acknowledgement of it."""
        follow.acked = UNASKED

    def seen(self, follow: Follow, seq: int) -> None:
        """The client has applied everything up to `seq`."""
        if follow.joining or not follow.acked < seq <= follow.reached:
            return
        follow.acked = seq
        self.pull_soon(follow)

    def pull_soon(self, follow: Follow) -> None:
        """Go on from where a reader stands that is not live: from memory now, from the log in a task."""
        if follow.live or follow.joining or follow.pulling or follow.gone or self._from_tail(follow):
            return
        follow.pulling = True  # from now on: a second acknowledgement may come before the task begins
        task = asyncio.get_running_loop().create_task(self._pull(follow))
        self._pulls.add(task)
        task.add_done_callback(self._pulls.discard)

    async def catch_up(self, follow: Follow) -> bool:
        """Bring a joining reader as far as it may be brought now; False when the log has a hole there."""
        follow.pulling = True
        try:
            while not self._from_tail(follow):
                if not await self._from_log(follow):
                    return False
            return True
        finally:
            follow.pulling = False

    async def _pull(self, follow: Follow) -> None:
        try:
            if not await self.catch_up(follow):
                self.start_over(follow)
        except Exception:
            # The log is away: the next acknowledgement or sweep asks again
            logger.warning("delivery.log_away", exc_info=logger.isEnabledFor(logging.DEBUG))

    def start_over(self, follow: Follow) -> None:
        """What it lacks is gone: it fetches its page again and hears what comes from now on."""
        topic = follow.topic
        self.flush(topic)
        follow.acked = follow.sent = follow.marked = topic.head
        topic.release(follow)
        follow.reader.start_over(topic.name, Position(topic.epoch, topic.head))

    def _from_tail(self, follow: Follow) -> bool:
        """Send from memory; True when nothing more is to be done now, False when the log has to be asked."""
        topic = follow.topic
        while not follow.gone:
            if follow.sent >= topic.sent:
                topic.release(follow)
                return True
            if follow.reader.busy() or follow.sent - follow.acked > OWED_EVENTS - PULLED_EVENTS:
                return True  # it goes on with an acknowledgement, or when the line is free
            events = topic.tail.since(follow.sent, min(PULLED_EVENTS, topic.sent - follow.sent))
            if events is None:
                return False
            self._hand_over(follow, events)
        return True

    async def _from_log(self, follow: Follow) -> bool:
        topic = follow.topic
        past = topic.rewritten, follow.sent
        events = await self.source.read(topic.name, follow.sent)
        if (topic.rewritten, follow.sent) != past or follow.gone:
            return True  # what was read may say again what was taken back, or what was sent meanwhile: read anew
        events = [one for one in events if one.seq <= topic.sent][:PULLED_EVENTS]
        if not events or not log.gapless(events, follow.sent, topic.sent):
            return follow.sent >= topic.sent
        self._hand_over(follow, events)
        return True

    def _hand_over(self, follow: Follow, events: list[Event]) -> None:
        """Send as many of these as weigh half of what a reader may owe, at least one."""
        reader, weight, count = follow.reader, 0, 0
        for event in events:
            weight += len(frames.body(event, reader.look))
            if count and weight > PULLED_BYTES:
                break
            count += 1
        name, last = follow.topic.name, events[count - 1].seq
        if reader.deliver(name, last, frames.message(name, events[:count], reader.look)) != NOT_TAKEN:
            follow.sent = last

    def look_at(self, topic: Topic) -> None:
        """Once a second: who owes acknowledgements and makes no step goes; who was forgotten is pulled on."""
        for follow in list(topic.follows.values()):
            owes = follow.reached > follow.acked
            follow.still = follow.still + 1 if owes and follow.acked == follow.marked and not follow.joining else 0
            follow.marked = follow.acked
            if follow.still >= STILL_SWEEPS:
                follow.reader.lag()
            elif not follow.live:
                self.pull_soon(follow)
