"""What requests do by themselves. Safe to run twice."""

from __future__ import annotations

from datetime import timedelta

from core import clock
from core.duties import duty
from core.unit import unit_of_work
from networking.requests import actions, queries

KEPT = timedelta(days=30)  # after the congress


@duty("requests.end", seconds=60)
def end() -> int:
    """End what nobody answered, and tell the noes that waited for this moment; how many."""
    ended = 0
    for pk in queries.over(clock.now()):
        with unit_of_work():
            ended += actions.end(pk)
    return ended


@duty("requests.forget", seconds=24 * 3600)
def forget() -> int:
    with unit_of_work():
        return actions.forget(clock.now() - KEPT)
