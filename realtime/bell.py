"""Rings the layer after a commit, from whatever thread or process the commit happened in."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import asdict
from itertools import groupby
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from realtime import hub
from realtime.log import Event

logger = logging.getLogger(__name__)


def ring(events: list[Event]) -> None:
    """One ring a stream, without waiting for the bus. A bus that is away costs speed only: each hub sweeps."""
    messages = [
        (hub.group(name), {"type": "events", "stream": name, "events": [asdict(e) for e in news]})
        for name, news in groupby(events, key=lambda event: event.stream)
    ]
    loop = hub.running_loop()
    if loop is not None:
        # The in-memory layer lives on the loop of the sockets: from another thread it must be entered there.
        asyncio.run_coroutine_threadsafe(_send(messages), loop)
        return
    try:
        async_to_sync(_send)(messages)
    except RuntimeError:
        logger.warning("bell.no_loop_to_ring_from")


async def _send(messages: list[tuple[str, dict[str, Any]]]) -> None:
    layer = get_channel_layer()
    for name, message in messages:
        try:
            await layer.group_send(name, message)
        except Exception:
            logger.warning("bell.bus_away")
