"""The hub of this process, or in tests that of each loop."""

from __future__ import annotations

import asyncio

from channels.layers import get_channel_layer

from realtime import threads
from realtime.hub import Hub
from realtime.topics import database_source

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
    await threads.give_back()
