"""Our hub and socket without accounts and database: what one delivery costs, and nothing else.

A frame that a socket sends with `op: "ring"` becomes an event, as the bus would bring it. Everything from the hub to
the wire is the product's own code.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from channels.layers import InMemoryChannelLayer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import path  # noqa: E402

from realtime import consumer, hub, registry, topics  # noqa: E402
from realtime.log import Event, Position  # noqa: E402

STREAM = "bench:1"


class Tick(registry.EventData):
    text: str


registry.event("bench.tick", Tick, text="A benchmark's message.")


class Person:
    is_authenticated = True
    pk = 1


class Session:
    session_key = "bench"

    def exists(self, key: str) -> bool:
        return True


async def _nothing(name: str, after: int) -> list[Event]:
    return []


async def _positions(names: Iterable[str]) -> dict[str, Position]:
    return {name: Position("bench", _head) for name in names}


async def _yes(person: int, name: str) -> bool:
    return True


_head = 0


async def ring(self: consumer.Consumer, frame: dict[str, Any]) -> None:
    """One more event in the stream, as if the bus had brought it."""
    global _head
    _head += 1
    event = {"stream": STREAM, "seq": _head, "type": "bench.tick", "at": "", "data": {"text": frame["text"]}}
    await self.hub.hear({"type": "events", "stream": STREAM, "events": [{**event, "rewrote": []}]})


consumer.OPERATIONS["ring"] = ring
Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


def as_somebody(inner: Application) -> Application:
    """Everybody is the same signed-in person; the hub asks a log that is always up to date."""

    async def serve(scope: dict[str, Any], receive: Any, send: Any) -> None:
        loop = asyncio.get_running_loop()
        if loop not in hub._hubs:
            hub._hubs[loop] = hub.Hub(InMemoryChannelLayer(), topics.Source(_nothing, _positions, _yes))
            await hub._hubs[loop].start()
        await inner({**scope, "user": Person(), "session": Session()}, receive, send)

    return serve


application = ProtocolTypeRouter({"websocket": as_somebody(URLRouter([path("ws", consumer.Consumer.as_asgi())]))})
