"""Whatever breaks, nobody misses anything: people talk while it happens, and the checker reads what they wrote down.

The short form runs with the suite. `make faults` (FAULTS=full) takes the long pauses of docs/reliability.md as well.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests import servers
from tests.faults import product as products
from tests.faults.checker import violations
from tests.faults.clients import Crowd
from tests.faults.product import Hold, Product

FULL = os.environ.get("FAULTS") == "full"
pytestmark = [pytest.mark.slow, pytest.mark.faults]
with_stores = pytest.mark.skipif(
    not settings.REDIS_URL, reason="about several processes: runs in the leg that has them"
)
only_full = pytest.mark.skipif(not FULL, reason="takes minutes: make faults")
Break = Callable[[Product], Coroutine[Any, Any, None]]


async def a_worker_is_killed(product: Product) -> None:
    await asyncio.to_thread(product.kill_one)


async def a_worker_is_replaced(product: Product) -> None:
    await asyncio.to_thread(product.kill_one, signal.SIGTERM)


def redis_is_killed_for(seconds: float) -> Break:
    async def happen(product: Product) -> None:
        assert product.redis is not None
        product.redis.end()
        await asyncio.sleep(seconds)
        product.redis.again()

    return happen


async def redis_is_flushed(product: Product) -> None:
    assert product.redis is not None
    import redis

    with redis.Redis.from_url(product.redis.url) as client:
        client.flushall()


def redis_is_paused_for(seconds: float) -> Break:
    async def happen(product: Product) -> None:
        assert product.redis is not None
        product.redis.process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(seconds)
        product.redis.process.send_signal(signal.SIGCONT)

    return happen


async def postgres_is_restarted(product: Product) -> None:
    assert product.postgres is not None
    product.postgres.end(signal.SIGQUIT)  # "immediate": as after a crash
    product.postgres.again()


async def talk_through(product: Product, break_it: Break, *, people: int = 6, within: float = 30) -> float:
    """Talk before, during and after; everything has to be as if nothing had happened. Seconds until all was well."""
    async with Crowd(product, people) as crowd:
        owed = await crowd.talk(6, 0.03)
        breaking = asyncio.create_task(break_it(product))
        owed += await crowd.talk(16, 0.1)
        await breaking
        mended = time.monotonic()
        owed += await crowd.talk(6, 0.03)
        await crowd.settled(owed, within)
        took = time.monotonic() - mended
        assert violations(crowd.history) == []
        assert len(crowd.history.acked) == 28
    return took


async def test_a_worker_killed_at_once_loses_nothing(product: Product, record_property: Any) -> None:
    record_property("seconds", await talk_through(product, a_worker_is_killed))


async def test_a_rolling_restart_loses_nothing(product: Product, record_property: Any) -> None:
    record_property("seconds", await talk_through(product, a_worker_is_replaced))


@with_stores
@pytest.mark.parametrize("seconds", [0, pytest.param(5, marks=only_full), pytest.param(60, marks=only_full)])
async def test_redis_may_die(product: Product, seconds: float) -> None:
    await talk_through(product, redis_is_killed_for(seconds))


@with_stores
async def test_redis_may_forget_everything(product: Product) -> None:
    await talk_through(product, redis_is_flushed)


@with_stores
@pytest.mark.parametrize("seconds", [3, pytest.param(10, marks=only_full)])
async def test_redis_may_hang_and_commands_are_acknowledged_meanwhile(product: Product, seconds: float) -> None:
    await talk_through(product, redis_is_paused_for(seconds))


@with_stores
async def test_postgres_may_crash_and_no_acknowledgement_is_false(product: Product) -> None:
    assert await talk_through(product, postgres_is_restarted) < 10


async def test_who_never_reads_is_sent_away_and_nobody_else_waits(product: Product) -> None:
    """Raw sockets that subscribe and then read nothing, beside people who talk a lot."""
    before = sum(process.memory_info().rss for process in product.web())
    deaf = [await _deaf(product) for _ in range(10)]
    async with Crowd(product, 4) as crowd:
        owed = await crowd.talk(120 if FULL else 60, 0.02)
        await crowd.settled(owed, 30)
        assert violations(crowd.history) == []
    grown = sum(process.memory_info().rss for process in product.web()) - before
    assert grown < 64 << 20
    if FULL:
        async with asyncio.timeout(75):
            await asyncio.gather(*(_closed_by_server(product, transport) for transport in deaf))
    for transport in deaf:
        transport.abort()


async def _deaf(product: Product) -> asyncio.Transport:
    """A handshake and a subscription by hand on a line whose receiving side is never read."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_connection(asyncio.Protocol, "127.0.0.1", product.port)
    lines = [
        "GET /ws HTTP/1.1",
        f"Host: 127.0.0.1:{product.port}",
        f"Origin: {product.url}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
        f"Cookie: {product.cookies[0]}",
    ]
    transport.write(("\r\n".join(lines) + "\r\n\r\n").encode())
    transport.pause_reading()
    await asyncio.sleep(0.3)
    text = f'{{"op":"subscribe","id":1,"stream":"{product.stream}","after":0,"epoch":""}}'.encode()
    transport.write(bytes([0x81, 0x80 | len(text)]) + bytes(4) + text)
    return transport


async def _closed_by_server(product: Product, transport: asyncio.Transport) -> None:
    """Returns when no process holds the other end any more; the deaf client itself never notices."""
    port = transport.get_extra_info("sockname")[1]
    for _ in range(70):
        ends = [end for process in product.web() for end in process.net_connections()]
        if not any(end.raddr and end.raddr.port == port for end in ends):
            return
        await asyncio.sleep(1)
    raise TimeoutError


@only_full
async def test_a_half_open_line_is_freed_within_a_minute_and_its_client_notices(product: Product) -> None:
    hold = Hold(product.port)
    await hold.start()
    try:
        async with Crowd(product, 2, port=hold.port) as far, Crowd(product, 2) as near:
            hold.through.clear()
            owed = await near.talk(5, 0.05)
            await near.settled(owed, 20)
            began = time.monotonic()
            while any(person.joined.is_set() for person in far.people):
                assert time.monotonic() - began < 30
                await asyncio.sleep(0.5)
    finally:
        await hold.stop()


@only_full
async def test_an_idle_line_stays_open_when_the_clock_is_moved_by_a_day(tmp_path: Path) -> None:
    try:
        library = servers.program(
            "libfaketime.so.1", package="libfaketime", also="/usr/lib/*/faketime/libfaketime.so.1"
        )
    except servers.MissingProgram as missing:
        pytest.skip(str(missing))
    clock = tmp_path / "clock"
    clock.write_text("+0")
    words = {"FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    made = products.prepare(4, stores=bool(settings.REDIS_URL))
    made.environment |= {"LD_PRELOAD": library, **words}
    try:
        await asyncio.to_thread(made.start)
        async with Crowd(made, 4) as crowd:
            await crowd.settled(await crowd.talk(3, 0.05), 20)
            clock.write_text("+25h")
            await crowd.settled(await crowd.talk(3, 0.05), 20)
            assert violations(crowd.history) == []
            assert [person.connections for person in crowd.people] == [1] * 4
    finally:
        made.stop()


async def test_a_storm_of_sockets_comes_back_complete(product: Product, record_property: Any) -> None:
    """All lines are cut at once by the end of the worker that holds them."""
    count = 500 if FULL else 80
    async with Crowd(product, count) as crowd:
        owed = await crowd.talk(4, 0.05)
        await crowd.settled(owed, 30)
        for process in product.web():
            process.send_signal(signal.SIGKILL)
        if product.environment["WORKERS"] == "1":
            assert product.process is not None
            product.process.wait()
            await asyncio.to_thread(product.start)
        began = time.monotonic()
        owed = await crowd.talk(4, 0.05)
        await crowd.settled(owed, 30)
        record_property("seconds", time.monotonic() - began)
        assert violations(crowd.history) == []
        assert all(person.connections >= 2 for person in crowd.people)
