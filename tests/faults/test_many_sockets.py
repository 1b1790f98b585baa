"""Sockets on Redis: idle ones stay, three hundred at once all come in.

Where every socket holds a layer channel of its own, the redis client's defaults cut idle ones after 5 s and refuse 51 to
201 of 300. Our hub holds one channel a process: both hold here with the client's defaults too (tried), and the layer's
options in `config.stores` keep that channel from being cut. With the hub deaf to bus and log the first test fails.
"""

from __future__ import annotations

import asyncio
import json
import os

import pytest
import websockets
from asgiref.sync import sync_to_async
from django.conf import settings
from websockets.typing import Origin

from tests import factories
from tests.conference import stage
from tests.conftest import LiveServer

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.skipif(not settings.REDIS_URL, reason="about Redis: runs in the leg that has it"),
]
IDLE_SECONDS = 600 if os.environ.get("FAULTS") == "full" else 12
PING_SECONDS = 12  # who says nothing for 55 s is sent away
MANY = 300


async def enter(server: LiveServer) -> tuple[factories.World, dict[str, str]]:
    world = await sync_to_async(factories.make_world)()
    client = await sync_to_async(factories.browser_of)(world.bob)
    return world, {"Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())}


async def test_an_idle_socket_stays_open_and_hears_what_comes(live_server: LiveServer) -> None:
    world, headers = await enter(live_server)
    room = await sync_to_async(stage.room)(world.congress)
    thread = await sync_to_async(stage.thread)(room)
    async with websockets.connect(
        live_server.ws_url, origin=Origin(live_server.url), additional_headers=headers
    ) as socket:
        await socket.send(json.dumps({"op": "subscribe", "id": 1, "stream": room.stream, "after": 0}))
        for _ in range(IDLE_SECONDS // PING_SECONDS):
            await asyncio.sleep(PING_SECONDS)  # the passing of time is what is tested
            await socket.send('{"op":"ping"}')
            while json.loads(await socket.recv())["op"] != "pong":
                pass
        await sync_to_async(factories.do)(world.ada, "message.post", thread=thread.pk, text="Still there?")
        async with asyncio.timeout(5):
            while json.loads(await socket.recv())["op"] != "event":
                pass


async def test_three_hundred_at_once_all_come_in(live_server: LiveServer) -> None:
    _world, headers = await enter(live_server)

    async def greeted() -> str:
        async with websockets.connect(
            live_server.ws_url, origin=Origin(live_server.url), additional_headers=headers, open_timeout=60
        ) as socket:
            await asyncio.wait_for(gathered(), 60)
            return str(json.loads(await socket.recv())["op"])

    here = asyncio.Event()
    count = 0

    async def gathered() -> None:
        nonlocal count
        count += 1
        if count == MANY:
            here.set()
        await here.wait()

    assert await asyncio.gather(*(greeted() for _ in range(MANY))) == ["hello"] * MANY
