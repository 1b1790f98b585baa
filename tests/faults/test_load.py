"""Much at once: answers that are all lost, and a burst."""

from __future__ import annotations

import asyncio
import json
import os
from typing import Any

import pytest

from tests.faults.checker import violations
from tests.faults.clients import Crowd, log_after
from tests.faults.product import Hold, Product

FULL = os.environ.get("FAULTS") == "full"
pytestmark = [pytest.mark.slow, pytest.mark.faults]


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
