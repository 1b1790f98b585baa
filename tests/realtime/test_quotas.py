"""Sockets of one person are counted over all processes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from redis import Redis

from realtime import entrance, quotas
from realtime.entrance import Door, TurnedAway, Visitor
from realtime.frames import Look
from realtime.leases import PROCESSES
from realtime.quotas import Shared
from tests import servers
from tests.servers import Server

pytestmark = [pytest.mark.once, pytest.mark.asyncio]
BOB = Visitor(7, "session", "203.0.113.7", Look())


class BobsDoor(Door):
    """Whoever knocks here is Bob."""

    async def identify(self, scope: dict[str, Any]) -> Visitor:
        return BOB


@pytest.fixture(scope="module")
def redis() -> Iterator[Server]:
    server = servers.start_redis()
    yield server
    server.stop()


@pytest.fixture
async def doors(redis: Server, settings: Any) -> AsyncIterator[list[Door]]:
    """Of two processes that have said that they are there."""
    settings.THROTTLES = True
    with Redis.from_url(redis.url) as client:
        client.flushall()
        client.sadd(PROCESSES, "one", "two")
    both: list[Door] = [BobsDoor(Shared(redis.url, name)) for name in ("one", "two")]
    yield both
    for door in both:
        await door.close()


async def let_in(door: Door) -> bool:
    return not isinstance(await door.admit({}), TurnedAway)


async def test_ten_sockets_of_one_person_are_ten_over_two_processes(doors: list[Door]) -> None:
    came = [await let_in(doors[number % 2]) for number in range(14)]
    assert came == [True] * entrance.OF_ONE_PERSON + [False] * 4


async def test_who_leaves_one_process_may_come_into_the_other(doors: list[Door]) -> None:
    one, two = doors
    assert all([await let_in(one) for _ in range(entrance.OF_ONE_PERSON)])
    assert not await let_in(two)
    one.left(BOB)
    one.look_round()
    assert one._saying is not None
    await one._saying
    assert await let_in(two)
    assert not await let_in(two)


async def test_after_a_flush_the_next_round_says_again_who_is_there(doors: list[Door], redis: Server) -> None:
    one, two = doors
    assert all([await let_in(one) for _ in range(entrance.OF_ONE_PERSON)])
    with Redis.from_url(redis.url) as client:
        client.flushall()
        client.sadd(PROCESSES, "one", "two")
    one._renewed = -quotas.RENEW * 10
    one.look_round()
    assert one._saying is not None
    await one._saying
    assert not await let_in(two)


async def test_without_redis_each_process_counts_for_itself(settings: Any) -> None:
    settings.THROTTLES = True
    door = BobsDoor(Shared(f"redis://127.0.0.1:{servers.free_port()}/0", "alone"))
    came = [await let_in(door) for _ in range(entrance.OF_ONE_PERSON + 1)]
    assert came == [True] * entrance.OF_ONE_PERSON + [False]
    await door.close()
