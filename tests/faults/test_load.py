"""Much at once: answers that are lost, a burst, a command that waits, more requests than the pool has connections."""

from __future__ import annotations

import asyncio
import json
import os
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings

from tests.faults.checker import violations
from tests.faults.clients import LEAVES_SOCKETS, Crowd, log_after
from tests.faults.product import Hold, Product
from tests.faults.test_conformance import line

FULL = os.environ.get("FAULTS") == "full"
pytestmark = [pytest.mark.slow, pytest.mark.faults, LEAVES_SOCKETS]
with_stores = pytest.mark.skipif(not settings.REDIS_URL, reason="about PostgreSQL: runs in the leg that has it")
POOL = 20  # connections of one process, config.stores
OF_JOBS = 4  # tasks and duties have a thread each
SLOW_ONES = 4


async def test_what_was_stored_and_never_answered_is_sent_again_and_said_once(product: Product) -> None:
    """All answers are lost on their way, then the lines: nobody can know that it was stored, so all say it again."""
    hold = Hold(product.port)
    await hold.start()
    try:
        async with Crowd(product, 4, port=hold.port) as crowd:
            await crowd.settled(await crowd.talk(4, 0.02), 20)
            hold.answers.clear()
            owed = await crowd.talk(8, 0.02)
            for _ in range(200):
                if len(await asyncio.to_thread(log_after, product, crowd.after)) == 12:
                    break
                await asyncio.sleep(0.1)  # until all was stored
            assert len(crowd.history.acked) == 4
            hold.cut()
            hold.answers.set()
            await crowd.settled(owed, 30)
            assert violations(crowd.history) == []
            assert len(crowd.history.final) == 12
    finally:
        await hold.stop()


async def test_a_burst_reaches_a_slow_client_and_a_fast_one(product: Product, record_property: Any) -> None:
    count, pace = (1000, 0.02) if FULL else (300, 0.005)
    async with Crowd(product, 2) as crowd:
        crowd.people[0].pace = pace
        told = json.loads(await asyncio.to_thread(product.run, "tests.faults.burst", product.stream, str(count)))
        crowd.history.sent += told["texts"]
        crowd.history.acked += told["texts"]
        record_property("committed_in_seconds", told["seconds"])
        await crowd.settled([], 90)
        assert violations(crowd.history) == []
        assert [person.connections for person in crowd.people] == [1, 1]


@with_stores
async def test_commands_that_wait_in_one_room_hold_nobody_up_in_another(product: Product) -> None:
    """The lock of one room's stream is held from outside: whatever is said there waits, in both processes."""
    assert product.postgres is not None
    assert (await _post(product, product.thread, 0))["op"] == "ack"
    async with await psycopg.AsyncConnection.connect(product.postgres.url) as other:
        await other.execute("SELECT 1 FROM realtime_stream WHERE name = %s FOR UPDATE", [product.stream])
        slow = [asyncio.create_task(_post(product, product.thread, who)) for who in range(SLOW_ONES)]
        for _ in range(20):
            assert (await asyncio.wait_for(_post(product, product.elsewhere[1], 7), 20))["op"] == "ack"
        assert not any(one.done() for one in slow)
        await other.rollback()
        assert [(await asyncio.wait_for(one, 20))["op"] for one in slow] == ["ack"] * SLOW_ONES


async def _post(product: Product, thread: int, who: int) -> dict[str, Any]:
    """One message on a line of its own; the answer."""
    async with line(product, who) as socket:
        data = {"thread": thread, "text": str(uuid4())}
        await socket.send(json.dumps({"op": "command", "id": 1, "name": "message.post", "data": data}))
        while (frame := json.loads(await socket.recv())).get("id") != 1:
            pass
        return dict(frame)


@with_stores
async def test_the_database_never_sees_more_connections_than_the_pools_have(
    product: Product, record_property: Any
) -> None:
    """Beside people who talk, three hundred pages are asked for, eighty at a time."""
    assert product.postgres is not None
    most, stop = 0, asyncio.Event()

    async def watch(url: str) -> None:
        nonlocal most
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as mine:
            while not stop.is_set():
                found = await mine.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
                )
                most = max(most, (await found.fetchone() or (0,))[0])
                await asyncio.sleep(0.05)

    watching = asyncio.create_task(watch(product.postgres.url))
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(80) as threads:
        async with Crowd(product, 12) as crowd:
            pages = [loop.run_in_executor(threads, _open, product, number) for number in range(300)]
            owed = await crowd.talk(60, 0.01, speakers=12)
            assert set(await asyncio.gather(*pages)) == {200}
            await crowd.settled(owed, 30)
            assert violations(crowd.history) == []
    stop.set()
    await watching
    record_property("most_connections", most)
    assert most <= int(product.environment["WORKERS"]) * POOL + OF_JOBS


def _open(product: Product, number: int) -> int:
    cookie = product.cookies[number % len(product.cookies)]
    asked = urllib.request.Request(f"{product.url}/streams/{product.stream}", headers={"Cookie": cookie})
    with urllib.request.urlopen(asked, timeout=60) as answer:
        return int(answer.status)
