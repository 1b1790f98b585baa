"""A new version while people talk: the workers are renewed one after the other, and nobody meets a closed door."""

from __future__ import annotations

import asyncio
import signal
import time
import urllib.request
from typing import Any

import pytest
from django.conf import settings

from tests.faults.checker import violations
from tests.faults.clients import LEAVES_SOCKETS, Crowd
from tests.faults.product import Product

pytestmark = [
    pytest.mark.slow,
    pytest.mark.faults,
    pytest.mark.skipif(not settings.REDIS_URL, reason="about several processes: runs in the leg that has them"),
    LEAVES_SOCKETS,
]


class Passer:
    """Knocks again and again by HTTP, each time on a line of its own, and looks how many processes open the door."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self.refused: list[str] = []
        self.fewest = len(product.web())
        self.longest = 0.0

    async def run(self) -> None:
        while True:
            await asyncio.to_thread(self.knock)
            await asyncio.sleep(0.1)

    def knock(self) -> None:
        began = time.monotonic()
        try:
            with urllib.request.urlopen(f"{self.product.url}/healthz", timeout=20) as answer:
                answer.read()
        except OSError as problem:
            self.refused.append(repr(problem))
        self.longest = max(self.longest, time.monotonic() - began)
        self.fewest = min(self.fewest, len(self.product.serving()))


async def test_a_family_is_renewed_and_nobody_loses_an_event_or_is_refused(
    product: Product, record_property: Any
) -> None:
    assert product.process is not None
    before = {process.pid for process in await asyncio.to_thread(product.all_serve)}
    passer = Passer(product)
    async with Crowd(product, 12) as crowd:
        await crowd.spread()
        knocking = asyncio.create_task(passer.run())
        owed = await crowd.talk(4, 0.03)
        product.process.send_signal(signal.SIGHUP)
        began = time.monotonic()
        while before & {process.pid for process in product.web()}:
            assert time.monotonic() - began < 120
            owed += await crowd.talk(1, 0.25)
        record_property("renewed_in_seconds", time.monotonic() - began)
        ended = time.monotonic()
        owed += await crowd.talk(4, 0.03)
        await crowd.settled(owed, 30)
        record_property("seconds", time.monotonic() - ended)
        knocking.cancel()
        assert violations(crowd.history) == []
        assert {person.connections >= 2 for person in crowd.people} == {True}
        assert {code for person in crowd.people for code in person.closes} == {1012}
        times = [pause for person in crowd.people for pause in person.told_to_wait]
        assert len(set(times)) > len(times) // 2  # each a moment of its own
    record_property("longest_page_seconds", passer.longest)
    assert passer.refused == []
    assert passer.fewest == len(before)
