"""Many lines end at once, or the same ones again and again: all come back, and lack nothing."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from typing import Any

import pytest

from tests.faults.breaking import FULL, only_full
from tests.faults.checker import violations
from tests.faults.clients import LEAVES_SOCKETS, Crowd
from tests.faults.product import Product

pytestmark = [pytest.mark.slow, pytest.mark.faults, LEAVES_SOCKETS]
AWAY, EVERY, ROUNDS = (2.0, 12.0, 5) if FULL else (0.5, 2.0, 3)  # seconds, seconds, cuts of each line
APART = 0.25  # seconds between two messages


async def test_ten_who_are_cut_again_and_again_see_all_of_it_once(product: Product, record_property: Any) -> None:
    async with Crowd(product, 12) as crowd:
        receivers, owed = crowd.people[2:], []
        for _round in range(ROUNDS):
            for person in receivers:
                person.cut(away=AWAY)
            owed += await crowd.talk(int(EVERY / APART), APART, speakers=2)
        await crowd.settled(owed, 30)
        assert violations(crowd.history) == []
        assert all(person.connections > ROUNDS for person in receivers)
        record_property("seen", sum(one.client not in {"p0", "p1"} for one in crowd.history.seen))


async def test_all_lines_of_killed_workers_come_back_complete(product: Product, record_property: Any) -> None:
    async with Crowd(product, 80) as crowd:
        await crowd.settled(await crowd.talk(4, 0.05), 30)
        for process in product.web():
            process.send_signal(signal.SIGKILL)
        if product.environment["WORKERS"] == "1":
            assert product.process is not None
            product.process.wait()
            await asyncio.to_thread(product.start)
        began = time.monotonic()
        await crowd.settled(await crowd.talk(4, 0.05), 30)
        record_property("seconds", time.monotonic() - began)
        assert violations(crowd.history) == []
        assert all(person.connections >= 2 for person in crowd.people)


@only_full
async def test_a_storm_of_five_hundred_comes_back_while_pages_open(product: Product, record_property: Any) -> None:
    """All lines are cut at once; somebody else opens pages meanwhile."""
    async with Crowd(product, 500) as crowd:
        await crowd.settled(await crowd.talk(4, 0.05), 60)
        visiting = asyncio.create_task(asyncio.to_thread(product.run, "tests.faults.visitor", product.url, "15"))
        await asyncio.sleep(1)  # it takes so long to begin
        for person in crowd.people:
            person.cut()
        began = time.monotonic()
        await crowd.settled(await crowd.talk(4, 0.05), 30)
        record_property("seconds", time.monotonic() - began)
        assert violations(crowd.history) == []
        assert all(person.connections >= 2 for person in crowd.people)
        took = json.loads(await visiting)
        record_property("page_p99_seconds", took[int(len(took) * 0.99)])
        assert took[int(len(took) * 0.99)] <= 2
