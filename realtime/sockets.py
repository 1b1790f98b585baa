"""The open sockets of this process, and how they are sent away together."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from realtime.consumer import Consumer

SHORTEST_SPREAD, LONGEST_SPREAD = 1.0, 4.5  # seconds over which those who were sent away come back
BACK_A_SECOND = 100  # of them; two processes on two cores let a thousand in within 5.7 s (docs/benchmarks.md)
SILENT_SECONDS = 55  # a client pings every 25 s: who is not heard so long is not there

open_ones: set[Consumer] = set()
ending = asyncio.Event()  # set once this process takes no more sockets


async def send_all_away(seconds: float) -> None:
    """Close the sockets of this process with 1012; returns when all have gone, or after `seconds`.

    Called once this process ends: who knocks afterwards is sent on at once.
    """
    ending.set()
    leaving = list(open_ones)
    over = spread(len(leaving))
    for consumer in leaving:
        consumer.restart(over)
    if waiting := {consumer.line.task for consumer in leaving if consumer.line.task is not None}:
        await asyncio.wait(waiting, timeout=seconds)


def spread(count: int) -> float:
    """Seconds over which so many come back: a few need not wait for a moment that a crowd would need."""
    return min(LONGEST_SPREAD, max(SHORTEST_SPREAD, count / BACK_A_SECOND))


def send_the_silent_away() -> None:
    """Close the sockets of which nothing was heard for long: their clients are gone without a word."""
    before = time.monotonic() - SILENT_SECONDS
    for consumer in list(open_ones):
        if consumer.heard_at < before:
            consumer.lag()
