"""The whole product on PostgreSQL and Redis with two workers: what its people would notice, against what was asked."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import signal
import sys
import time
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any

import psycopg
from picows import WSTransport, ws_connect

from benchmarks.fanout.load import Listener, Room, Talk, keep_alive, open_loop, open_room
from benchmarks.fanout.servers import SPEAKERS, running_product, talk_of_product
from tests.faults import product as products
from tests.faults.product import Product

SLOW = """
CREATE FUNCTION slowly() RETURNS trigger AS $$ BEGIN PERFORM pg_sleep(0.5); RETURN NEW; END $$ LANGUAGE plpgsql;
CREATE TRIGGER slowly BEFORE INSERT ON messaging_message FOR EACH ROW WHEN (NEW.text LIKE '%slowly%')
EXECUTE FUNCTION slowly();
"""
Scene = dict[str, Any]


def play(options: argparse.Namespace) -> list[Scene]:
    """All scenes that were asked for, on one product."""
    wanted = [scene for scene in (talk, rush, crowd, slow, storm) if scene.__name__ in options.parts]
    if not wanted:
        return []
    made = products.prepare(SPEAKERS, stores=True, workers=2, SERVER="uvicorn")
    found: list[Scene] = []
    try:
        made.start()
        for scene in wanted:
            try:
                found += asyncio.run(scene(made, options.minutes))
            except (TimeoutError, OSError, RuntimeError) as problem:
                found.append(_scene(scene.__name__, "", f"{type(problem).__name__} {problem}", kept=False))
            print(found[-1], file=sys.stderr)
    finally:
        made.stop()
    return found


def _scene(what: str, asked: str, measured: str, *, kept: bool) -> Scene:
    return {"what": what, "asked": asked, "measured": measured, "verdict": "kept" if kept else "missed"}


def p99(latencies: list[int]) -> float:
    """Milliseconds of nanoseconds."""
    return quantiles(latencies, n=100)[98] / 1e6 if len(latencies) > 1 else 0.0


@dataclass
class Run:
    """A room that was full and spoken in for a while."""

    room: Room
    sent: int
    cpu: float
    held: float  # KiB a socket while idle

    @property
    def share(self) -> float:
        return len(self.room.latencies) / max(1, self.sent * self.room.sockets)


async def run(made: Product, sockets: int, rate: float, seconds: float) -> Run:
    """So many sockets, and so many messages a second by all speakers in turn."""
    running = running_product(made)
    empty = running.memory()
    room, transports, _ = await open_room(running.talk, sockets)
    held = (running.memory() - empty) / 1024 / sockets
    alive = asyncio.create_task(keep_alive(room))
    senders = transports[:SPEAKERS]
    await open_loop(room, senders, running.talk, 2, min(rate, 10))
    room.afresh()
    before = running.cpu()
    sent = await open_loop(room, senders, running.talk, seconds, rate)
    spent = running.cpu() - before
    alive.cancel()
    _leave(transports)
    return Run(room, sent, spent, held)


def _leave(transports: list[WSTransport]) -> None:
    for transport in transports:
        transport.disconnect(graceful=False)


async def talk(made: Product, minutes: float) -> list[Scene]:
    done = await run(made, 300, 5, 60 * minutes)
    late = p99(done.room.latencies)
    per = done.cpu * 1e6 / max(1, len(done.room.latencies))
    measured = f"{minutes:g} min: {done.share:.2%}, p99 {late:.0f} ms, {per:.1f} ms of CPU per 1,000, all processes"
    what = "300 sockets, 5 messages a second: from sending to shown"
    return [_scene(what, "100 %, p99 300 ms", measured, kept=done.share >= 1 and late <= 300)]


async def rush(made: Product, minutes: float) -> list[Scene]:
    done = await run(made, 100, 100, 60 * minutes)
    late, answered = p99(done.room.acks), len(done.room.acks) / max(1, done.sent)
    what = "100 commands a second into one room: acknowledged"
    measured = f"{minutes:g} min: {answered:.2%}, p99 {late:.0f} ms"
    return [_scene(what, "all, p99 500 ms", measured, kept=answered >= 1 and late <= 500)]


async def crowd(made: Product, minutes: float) -> list[Scene]:
    done = await run(made, 5000, 2, 30 * minutes)
    late = p99(done.room.latencies)
    return [
        _scene(
            "5,000 sockets in one room, 2 messages a second",
            "100 %, p99 1.5 s",
            f"{done.share:.2%}, p99 {late:.0f} ms",
            kept=done.share >= 1 and late <= 1500,
        ),
        _scene("memory of an idle socket under uvicorn", "45 KB", f"{done.held:.1f} KiB", kept=done.held <= 44),
    ]


async def slow(made: Product, minutes: float) -> list[Scene]:
    """Five commands a second of half a second each, beside others that are measured."""
    normal = p99((await run(made, 50, 20, 20 * minutes)).room.acks)
    if made.postgres is not None:
        with psycopg.connect(made.postgres.url, autocommit=True) as connection:
            connection.execute(SLOW)
    words = talk_of_product(made)
    _, transports, _ = await open_room(words, SPEAKERS)
    beside = asyncio.create_task(_slowly(transports, words))
    loaded = p99((await run(made, 50, 20, 20 * minutes)).room.acks)
    beside.cancel()
    _leave(transports)
    measured = f"p99 {normal:.0f} ms alone, {loaded:.0f} ms beside"
    what = "commands beside slow ones (0.5 s, two a second): acknowledged"
    return [_scene(what, "twice the normal", measured, kept=loaded <= 2 * normal)]


async def _slowly(transports: list[WSTransport], words: Talk) -> None:
    from picows import WSMsgType

    for number in range(10**6):
        transports[number % len(transports)].send(WSMsgType.TEXT, words.publish(f"slowly {number}").encode())
        await asyncio.sleep(0.5)


async def storm(made: Product, minutes: float) -> list[Scene]:
    """All workers are killed; a thousand sockets come back with their positions and miss nothing."""
    words = talk_of_product(made)
    room = Room(1000)
    pages = [Page(number, words, room) for number in range(1000)]
    gate = asyncio.Semaphore(50)
    await asyncio.gather(*(page.open(gate) for page in pages))
    alive = asyncio.create_task(keep_alive(room))
    await open_loop(room, lines(pages)[:SPEAKERS], words, 3, 4)
    for process in made.web():
        process.send_signal(signal.SIGKILL)
    began = time.monotonic()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(60):
            await asyncio.gather(*(page.come_back() for page in pages))
    back = time.monotonic() - began
    room.afresh()
    again = lines(pages)
    sent = await open_loop(room, again[:SPEAKERS], words, 3, 4)
    alive.cancel()
    share = len(room.latencies) / (sent * 1000)
    _leave(again)
    measured = f"{sum(page.back for page in pages)} back after {back:.1f} s, then {share:.2%} delivered"
    return [_scene("1,000 sockets cut at once are back and complete", "20 s", measured, kept=back <= 20 and share >= 1)]


def lines(pages: list[Page]) -> list[WSTransport]:
    """The connections of these pages."""
    return [page.listener.transport for page in pages if page.listener.transport is not None]


@dataclass
class Page:
    """An open page that comes back by itself."""

    number: int
    words: Talk
    room: Room
    listener: Listener = field(init=False)
    back: bool = False

    async def open(self, gate: asyncio.Semaphore | None = None) -> None:
        """Connect and wait until the room is entered."""
        self.listener = Listener(self.room, self.words)
        headers = self.words.people[self.number % len(self.words.people)]
        async with gate or contextlib.nullcontext():
            await ws_connect(lambda: self.listener, self.words.url, extra_headers=headers)
            await asyncio.wait_for(self.listener.entered.wait(), 30)

    async def come_back(self) -> None:
        """Try again with full jitter, as the page does, until it stands."""
        failures = 0
        while not self.back:
            failures += 1
            await asyncio.sleep(0.5 + random.random() * min(9.5, 0.5 * 2**failures))
            with contextlib.suppress(Exception):
                await self.open()
                self.back = True
