"""Our hub and socket without accounts and database: what one delivery costs, and nothing else.

A frame that a socket sends with `op: "ring"` becomes an event, as the bus would bring it. Everything from the hub to
the wire is the product's own code.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.utils.module_loading import import_string  # noqa: E402

from config import stores  # noqa: E402
from realtime import consumer, entrance, hub, hubs, operations, registry, topics  # noqa: E402
from realtime.frames import Look  # noqa: E402
from realtime.log import Event, Position  # noqa: E402

STREAM = "bench:1"


class Tick(registry.EventData):
    text: str


registry.event("bench.tick", Tick, text="A benchmark's message.")


async def _nothing(name: str, after: int) -> list[Event]:
    return []


async def _positions(names: Iterable[str]) -> dict[str, Position]:
    return {name: Position("bench", _head) for name in names}


async def _yes(person: int, name: str) -> bool:
    return True


_head = 0


async def ring(self: consumer.Consumer, frame: dict[str, Any]) -> None:
    """One more event in the stream, as if it had been committed in this process. All are rung in one."""
    global _head
    _head += 1
    self.hub.ring([Event(STREAM, _head, "bench.tick", "", {"text": frame["text"]})])


operations.BY_NAME["ring"] = ring
_layer = stores.channel_layer(os.environ.get("FANOUT_REDIS", ""))
LAYER = import_string(_layer["BACKEND"])(**_layer["CONFIG"])
COALESCE = os.environ.get("FANOUT_COALESCE", "1") == "1"


class OpenDoor(entrance.Door):
    """All are the same signed-in person, and stay it."""

    async def identify(self, scope: dict[str, Any]) -> entrance.Visitor:
        return entrance.Visitor(1, "bench", None, Look())

    async def still_signed_in(self, visitor: entrance.Visitor) -> bool:
        return True


entrance.Door = OpenDoor  # type: ignore[misc]


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """The product's socket; its hub asks a log that is always up to date."""
    loop = asyncio.get_running_loop()
    if loop not in hubs._hubs:
        source = topics.Source(_nothing, _positions, _yes)
        hubs._hubs[loop] = hub.Hub(LAYER, source, coalesce=COALESCE)
        await hubs._hubs[loop].start()
    await consumer.application(scope, receive, send)
