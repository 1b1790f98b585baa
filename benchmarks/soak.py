"""`python -m benchmarks soak --minutes 60`: a third of the load for an hour, and what grows meanwhile.

100 sockets on PostgreSQL and Redis with two workers, 1.7 messages a second, and each minute a tenth of the sockets goes
and comes back. Printed: slope of memory (least squares after a quarter of the time), descriptors, keys in Redis.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from dataclasses import dataclass
from statistics import linear_regression

import redis

from benchmarks.fanout.load import Room, keep_alive, open_loop
from benchmarks.fanout.scenarios import Page, lines
from benchmarks.fanout.servers import SPEAKERS, Running, running_product
from tests.faults import product as products
from tests.faults.product import Product

SOCKETS, RATE = 100, 5 / 3
MOST_SLOPE = 1.0  # MB in ten minutes


@dataclass(frozen=True)
class Sample:
    minutes: float
    megabytes: float
    descriptors: int
    keys: int
    lost: int


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--every", type=float, default=30, help="seconds between two samples")
    options = parser.parse_args(arguments)
    _say("Making stores and tables, which takes a minute or two")
    made = products.prepare(SPEAKERS, stores=True, workers=2, SERVER="uvicorn")
    try:
        made.start()
        _say(f"Two workers serve; a sample comes every {options.every:g} s")
        samples = asyncio.run(_soak(made, options.minutes * 60, options.every))
    finally:
        made.stop()
    print(verdict(samples), flush=True)


def _say(words: object) -> None:
    print(words, file=sys.stderr, flush=True)


async def _soak(made: Product, seconds: float, every: float) -> list[Sample]:
    running, room = running_product(made), Room(SOCKETS)
    pages = [Page(number, running.talk, room) for number in range(SOCKETS)]
    gate = asyncio.Semaphore(20)
    await asyncio.gather(*(page.open(gate) for page in pages))
    alive = asyncio.create_task(keep_alive(room))
    samples: list[Sample] = []
    began, lost, turn = time.monotonic(), 0, 0
    while time.monotonic() - began < seconds:
        sent = await open_loop(room, lines(pages)[:SPEAKERS], running.talk, every, RATE)
        lost += sent * SOCKETS - len(room.latencies)
        room.afresh()
        samples.append(_sample(made, running, (time.monotonic() - began) / 60, lost))
        _say(samples[-1])
        turn += 1
        await _renew([page for page in pages if page.number >= SPEAKERS][turn % 10 :: 10])
    alive.cancel()
    for transport in lines(pages):
        transport.disconnect(graceful=False)
    return samples


async def _renew(pages: list[Page]) -> None:
    """These go and come back, as people do."""
    for transport in lines(pages):
        transport.disconnect(graceful=False)
    await asyncio.gather(*(page.open() for page in pages))


def _sample(made: Product, running: Running, minutes: float, lost: int) -> Sample:
    keys = 0
    if made.redis is not None:
        with redis.Redis.from_url(made.redis.url) as client:
            keys = int(client.dbsize())
    return Sample(round(minutes, 1), round(running.memory() / 1e6, 1), running.descriptors(), keys, lost)


def verdict(samples: list[Sample]) -> str:
    """Slopes over what came after the warming up: what is remembered of a room has its bounds, and fills until then."""
    steady = samples[len(samples) // 4 :]
    if len(steady) < 3:
        return "Too short to say anything."
    times = [one.minutes for one in steady]
    slope = 10 * linear_regression(times, [one.megabytes for one in steady]).slope
    lines_ = [f"memory: {slope:+.2f} MB in ten minutes ({'kept' if slope <= MOST_SLOPE else 'missed'})"]
    for name in ("descriptors", "keys"):
        values = [getattr(one, name) for one in steady]
        lines_.append(f"{name}: {values[0]} at first, {values[-1]} in the end, {min(values)} to {max(values)}")
    return "\n".join([*lines_, f"deliveries lost: {samples[-1].lost}", f"{samples[-1].minutes} minutes"])
