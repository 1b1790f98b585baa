"""What contacts do by themselves. Safe to run twice."""

from __future__ import annotations

from datetime import timedelta

from core import clock
from core.duties import duty
from core.errors import Conflict
from core.unit import unit_of_work
from networking.contacts import actions, queries

KEPT = timedelta(days=365)  # after the congress


@duty("contacts.end", seconds=3600)
def end() -> int:
    """End wishes nobody answered; how many."""
    now, ended = clock.now(), 0
    for pk in list(queries.over(now).values_list("pk", flat=True)[:500]):
        try:
            with unit_of_work():
                ended += actions.end(pk, now)
        except Conflict:
            continue  # somebody answered at this very moment
    return ended


@duty("contacts.forget", seconds=24 * 3600)
def forget() -> int:
    with unit_of_work():
        return actions.forget(clock.now() - KEPT)
