"""What the tests that break things share: whether this is the long form, and how people talk through a fault."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from django.conf import settings

from tests.faults.checker import violations
from tests.faults.clients import Crowd
from tests.faults.product import Product

FULL = os.environ.get("FAULTS") == "full"
with_stores = pytest.mark.skipif(
    not settings.REDIS_URL, reason="about several processes: runs in the leg that has them"
)
only_full = pytest.mark.skipif(not FULL, reason="takes minutes: make faults")
Break = Callable[[Product], Coroutine[Any, Any, None]]
Away = Callable[[Product], AbstractAsyncContextManager[None]]


async def talk_through(product: Product, break_it: Break, *, people: int = 6, within: float = 30) -> float:
    """Talk before, during and after; everything has to be as if nothing had happened. Seconds until all was well."""
    async with Crowd(product, people) as crowd:
        await crowd.spread()
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
