"""When people had time is of use as long as they meet."""

from __future__ import annotations

from core import ended
from core.duties import duty
from core.unit import unit_of_work
from networking.availability import actions


@duty("availability.forget", seconds=24 * 3600)
def forget() -> int:
    """Drop when people had time, a month after their congress; how many rows went."""
    with unit_of_work():
        return actions.forget(ended.for_a_month())
