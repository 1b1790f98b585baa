"""The door of a process: whom it cannot take now it sends on, for a time that a storm does not blow up."""

from __future__ import annotations

import pytest

from realtime import entrance, quotas
from realtime.entrance import Door, TurnedAway

pytestmark = [pytest.mark.once, pytest.mark.asyncio]


@pytest.mark.parametrize(("seconds", "most"), [(0.001, 1.6), (0.05, 10.0), (3.0, 10.0)])
async def test_who_finds_the_door_crowded_comes_back_within_ten_seconds(seconds: float, most: float) -> None:
    door = Door(quotas.Alone())
    door.waiting, door.seconds = entrance.MOST_WAITING, seconds
    told = [await door.admit({}) for _ in range(50)]
    waits = [one.retry_after for one in told if isinstance(one, TurnedAway)]
    assert len(waits) == 50
    assert 1 <= min(waits) < max(waits) <= most
