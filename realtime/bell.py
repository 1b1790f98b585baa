"""Rings after a commit, from whatever thread or process the commit happened in."""

from __future__ import annotations

import asyncio
import logging
from itertools import groupby
from typing import Any

from channels.layers import get_channel_layer

from realtime import hub
from realtime.bus import PATIENCE, group
from realtime.log import Event

logger = logging.getLogger(__name__)


def ring(events: list[Event]) -> None:
    """Tell all processes, without waiting for the bus. A bus that is away costs speed only: each hub sweeps."""
    loop = hub.running_loop()
    here = hub.running_on(loop) if loop is not None else None
    if loop is not None and here is not None:
        loop.call_soon_threadsafe(here.ring, events)
        return
    _from_outside([hub.rung(name, list(news)) for name, news in groupby(events, key=lambda event: event.stream)])


def signal(said: dict[str, Any]) -> None:
    """The same for what is not kept."""
    loop = hub.running_loop()
    here = hub.running_on(loop) if loop is not None else None
    if loop is not None and here is not None:
        loop.call_soon_threadsafe(here.signals.tell, said)
        return
    _from_outside([said])


def _from_outside(messages: list[dict[str, Any]]) -> None:
    """From a process without sockets: jobs, a command of the console, a server that is ending.

    On a loop of its own: asgiref would borrow the server's, and wait for ever when that one has just stopped.
    """
    ringing = _send(messages)
    try:
        asyncio.run(ringing)
    except RuntimeError:
        ringing.close()
        logger.warning("bell.no_loop_to_ring_from")


async def _send(messages: list[dict[str, Any]]) -> None:
    layer = get_channel_layer()
    for message in messages:
        try:
            async with asyncio.timeout(PATIENCE):
                await layer.group_send(group(message["stream"]), message)
        except Exception:
            logger.warning("bell.bus_away")
