"""Redis goes, forgets, hangs or is full: the log is the truth, so everybody goes on and hears everything."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import redis

from tests.faults.breaking import Away, only_full, talk_through, with_stores
from tests.faults.checker import violations
from tests.faults.clients import LEAVES_SOCKETS, Crowd
from tests.faults.product import Product

pytestmark = [pytest.mark.slow, pytest.mark.faults, with_stores, LEAVES_SOCKETS]


async def redis_is_restarted(product: Product) -> None:
    assert product.redis is not None
    product.redis.end()
    product.redis.again()


async def redis_is_flushed(product: Product) -> None:
    assert product.redis is not None
    with redis.Redis.from_url(product.redis.url) as client:
        client.flushall()


@asynccontextmanager
async def redis_dead(product: Product) -> AsyncIterator[None]:
    assert product.redis is not None
    product.redis.end()
    try:
        yield
    finally:
        product.redis.again()


@asynccontextmanager
async def redis_paused(product: Product) -> AsyncIterator[None]:
    assert product.redis is not None
    product.redis.process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        product.redis.process.send_signal(signal.SIGCONT)


@asynccontextmanager
async def redis_full(product: Product) -> AsyncIterator[None]:
    """It takes nothing more, and says so to whoever brings something."""
    assert product.redis is not None
    with redis.Redis.from_url(product.redis.url) as client:
        client.config_set("maxmemory", "1kb")
        try:
            with pytest.raises(redis.exceptions.OutOfMemoryError):
                client.set("anything", "at all")
            yield
        finally:
            client.config_set("maxmemory", "0")


async def test_redis_may_be_restarted(product: Product) -> None:
    await talk_through(product, redis_is_restarted)


async def test_redis_may_forget_everything(product: Product) -> None:
    await talk_through(product, redis_is_flushed)


@pytest.mark.parametrize(
    ("how", "seconds"),
    [
        (redis_dead, 0),
        (redis_paused, 0),
        (redis_full, 0),
        *(pytest.param(how, seconds, marks=only_full) for how in (redis_dead, redis_paused) for seconds in (10, 60)),
    ],
)
async def test_without_redis_commands_are_acknowledged_and_everybody_hears(
    product: Product, how: Away, seconds: float, record_property: Any
) -> None:
    """It comes back only after all was acknowledged and seen by all, and not before so many seconds."""
    async with Crowd(product, 6) as crowd:
        await crowd.spread()
        await crowd.settled(await crowd.talk(6, 0.03), 20)
        async with how(product):
            until = time.monotonic() + seconds
            owed = await crowd.talk(16, 0.1)
            said = time.monotonic()
            await crowd.settled(owed, 20)
            record_property("seconds", time.monotonic() - said)
            await asyncio.sleep(max(0.0, until - time.monotonic()))  # the length of the fault
        await crowd.settled(await crowd.talk(6, 0.03), 20)
        assert violations(crowd.history) == []
        assert len(crowd.history.acked) == 28
