"""Whatever breaks, nobody misses anything: people talk while it happens, and the checker reads what they wrote down.

The short form runs with the suite. `make faults` (FAULTS=full) takes the long pauses of docs/reliability.md as well.
"""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests import servers
from tests.faults import product as products
from tests.faults.breaking import FULL, only_full, talk_through, with_stores
from tests.faults.checker import violations
from tests.faults.clients import LEAVES_SOCKETS, Crowd
from tests.faults.product import Hold, Product

pytestmark = [pytest.mark.slow, pytest.mark.faults, LEAVES_SOCKETS]


async def a_worker_is_killed(product: Product) -> None:
    await asyncio.to_thread(product.kill_one)


async def a_worker_is_replaced(product: Product) -> None:
    await asyncio.to_thread(product.kill_one, signal.SIGTERM)


async def postgres_is_restarted(product: Product) -> None:
    assert product.postgres is not None
    product.postgres.end(signal.SIGQUIT)  # "immediate": as after a crash
    product.postgres.again()


async def test_a_worker_killed_at_once_loses_nothing(product: Product, record_property: Any) -> None:
    record_property("seconds", await talk_through(product, a_worker_is_killed))


async def test_a_rolling_restart_loses_nothing_and_says_when_to_come_back(
    product: Product, record_property: Any
) -> None:
    async with Crowd(product, 12) as crowd:
        owed = await crowd.talk(6, 0.03)
        breaking = asyncio.create_task(a_worker_is_replaced(product))
        owed += await crowd.talk(16, 0.1)
        await breaking
        mended = time.monotonic()
        await crowd.settled(owed, 40)
        record_property("seconds", time.monotonic() - mended)
        assert violations(crowd.history) == []
        moved = [person for person in crowd.people if person.closes]
        assert {person.closes[0] for person in moved} == {1012}
        times = [person.told_to_wait[0] for person in moved]
        assert len(set(times)) > len(times) // 2  # each a moment of its own


@with_stores
async def test_postgres_may_crash_and_no_acknowledgement_is_false(product: Product) -> None:
    assert await talk_through(product, postgres_is_restarted) < 10


async def test_who_never_reads_is_sent_away_and_nobody_else_waits(product: Product, record_property: Any) -> None:
    """Raw sockets that subscribe and then read nothing, beside people who talk a lot."""
    before = sum(process.memory_info().rss for process in product.web())
    deaf = [await _deaf(product) for _ in range(10)]
    try:
        async with Crowd(product, 4) as crowd:
            owed = await crowd.talk(120 if FULL else 60, 0.02)
            await crowd.settled(owed, 30)
            assert violations(crowd.history) == []
        grown = sum(process.memory_info().rss for process in product.web()) - before
        assert grown < 64 << 20
        if FULL:
            ports = [transport.get_extra_info("sockname")[1] for transport in deaf]
            record_property("freed_after_seconds", await freed_by_server(product, ports, 75))
    finally:
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


async def freed_by_server(product: Product, ports: list[int], seconds: float) -> float:
    """Wait until no process holds the other end of these any more, which their clients cannot notice; how long."""
    began = time.monotonic()
    while True:
        ends = [end for process in product.web() for end in process.net_connections()]
        if not any(end.raddr and end.raddr.port in ports for end in ends):
            return time.monotonic() - began
        assert time.monotonic() - began < seconds
        await asyncio.sleep(0.5)


@only_full
async def test_a_half_open_line_is_freed_within_a_minute_and_its_client_notices(
    product: Product, record_property: Any
) -> None:
    hold = Hold(product.port)
    await hold.start()
    try:
        async with Crowd(product, 12, port=hold.port) as far, Crowd(product, 2) as near:
            await far.settled(await far.talk(3, 0.05), 20)
            lines = list(hold.upstream)
            await until(lambda: not any(person.owes for person in far.people), 10)
            await until(lambda: near.people[0].here == "10", 10)
            hold.through.clear()
            began = time.monotonic()  # nobody owes anything or says a word: silence alone gives the dead away
            await until(lambda: not any(person.joined.is_set() for person in far.people), 30)
            record_property("noticed_after_seconds", time.monotonic() - began)
            await freed_by_server(product, lines, 62 - (time.monotonic() - began))
            record_property("freed_after_seconds", time.monotonic() - began)
            await until(lambda: near.people[0].here == "few", 10)
    finally:
        await hold.stop()


async def until(so: Callable[[], bool], seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while True:
            if so():
                return
            await asyncio.sleep(0.1)


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
