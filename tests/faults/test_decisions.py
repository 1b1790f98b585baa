"""What a moderator decides holds everywhere within two seconds: in all processes and all tabs, also without a ring."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
import websockets
from django.conf import settings
from websockets.asyncio.client import ClientConnection
from websockets.typing import Origin

from tests.faults.product import Product

pytestmark = [
    pytest.mark.slow,
    pytest.mark.faults,
    pytest.mark.skipif(not settings.REDIS_URL, reason="about several processes: runs in the leg that has them"),
]
AT_MOST = 2.0  # seconds, promises.md "Who gets in"
Frame = dict[str, Any]


@dataclass
class Tab:
    """A line of somebody, and all that came over it."""

    socket: ClientConnection
    heard: list[Frame] = field(default_factory=list)

    async def until(self, **wanted: Any) -> Frame:
        """The first frame that is so, also one that came before it was asked for."""
        at = 0
        while True:
            for frame in self.heard[at:]:
                at += 1
                if all(frame.get(name) == value for name, value in wanted.items()):
                    return frame
            self.heard.append(json.loads(await self.socket.recv()))

    async def command(self, name: str, **data: Any) -> Frame:
        """The answer to a command: an acknowledgement, or an error with its code."""
        number = len(self.heard) + 100
        words = {"op": "command", "id": number, "name": name, "data": data, "client_id": str(uuid4())}
        await self.socket.send(json.dumps(words))
        return await self.until(id=number)


@asynccontextmanager
async def line(product: Product, cookie: str) -> AsyncIterator[Tab]:
    url, headers = f"{product.url.replace('http', 'ws', 1)}/ws", {"Cookie": cookie}
    async with websockets.connect(url, origin=Origin(product.url), additional_headers=headers, open_timeout=20) as one:
        yield Tab(one)


def process_of(product: Product, tab: Tab) -> int:
    """Which of the product's processes holds the other end."""
    port = tab.socket.local_address[1]
    (pid,) = (one.pid for one in product.web() for end in one.net_connections() if end.raddr and end.raddr.port == port)
    return int(pid)


async def three_tabs(product: Product, cookie: str, stack: AsyncExitStack) -> list[Tab]:
    """Three lines of one person that end in two processes, all of them following the room."""
    found: list[Tab] = []
    for _try in range(40):
        if len(found) == 3:
            break
        tab = await stack.enter_async_context(line(product, cookie))
        if len(found) == 2 and len({process_of(product, one) for one in (*found, tab)}) == 1:
            await tab.socket.close()
            continue
        await tab.socket.send(json.dumps({"op": "subscribe", "id": 1, "stream": product.stream, "after": 0}))
        await tab.until(op="subscribed", stream=product.stream)
        found.append(tab)
    assert len({process_of(product, one) for one in found}) == 2
    return found


@dataclass
class Scene:
    """Somebody with three tabs in two processes, who talks; a moderator; and what both may be asked about."""

    tabs: list[Tab]
    mo: Tab
    told: dict[str, Any]
    post: dict[str, Any]


@asynccontextmanager
async def scene(product: Product) -> AsyncIterator[Scene]:
    told = json.loads(await asyncio.to_thread(product.run, "tests.faults.restless"))
    async with asyncio.timeout(60), AsyncExitStack() as stack:
        tabs = await three_tabs(product, told["restless"], stack)
        mo = await stack.enter_async_context(line(product, told["moderator"]))
        post = {"thread": product.thread, "text": "Still here"}
        assert [(await tab.command("message.post", **post))["op"] for tab in tabs] == ["ack"] * 3
        yield Scene(tabs, mo, told, post)


async def cut_off(product: Product, here: Scene, began: float) -> None:
    """Each tab is refused the room in time."""
    async with asyncio.timeout_at(asyncio.get_running_loop().time() + AT_MOST - (time.monotonic() - began)):
        await asyncio.gather(*(tab.until(op="refused", stream=product.stream) for tab in here.tabs))


async def test_a_ban_holds_in_three_tabs_of_two_processes_within_two_seconds(
    product: Product, record_property: Any
) -> None:
    async with scene(product) as here:
        where = {"ref": here.told["ref"], "conference": here.told["conference"]}
        ban = await here.mo.command("sanction.impose", **where, kind="ban", minutes=60, reason="Enough")
        began = time.monotonic()
        assert ban["op"] == "ack"
        answers = await asyncio.gather(*(tab.command("message.post", **here.post) for tab in here.tabs))
        assert [answer["op"] for answer in answers] == ["error"] * 3
        await cut_off(product, here, began)
        record_property("seconds", time.monotonic() - began)


async def test_so_does_a_ban_of_somebody_unseen_whom_no_event_may_name(product: Product, record_property: Any) -> None:
    async with scene(product) as here:
        about = {"question": here.told["question"], "kind": "ban", "minutes": 60, "reason": "Rude to a patient"}
        held = await here.mo.command("author.hold", **about)
        began = time.monotonic()
        assert held["op"] == "ack"
        answers = await asyncio.gather(*(tab.command("message.post", **here.post) for tab in here.tabs))
        assert [answer["op"] for answer in answers] == ["error"] * 3
        await cut_off(product, here, began)
        record_property("seconds", time.monotonic() - began)
