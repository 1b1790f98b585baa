"""Tables end by themselves."""

from __future__ import annotations

from core import clock, ended
from core.duties import duty
from core.unit import unit_of_work
from networking.tables import actions
from networking.tables.models import Table


@duty("tables.sweep", seconds=30)
def sweep() -> int:
    """End tables whose time is over; how many."""
    ended = 0
    for table in Table.objects.filter(state=Table.State.OPEN, end__lte=clock.now()).select_related("conference"):
        with unit_of_work():
            ended += actions.end(table)
    return ended


@duty("tables.forget", seconds=24 * 3600)
def forget() -> int:
    """Drop tables, who sat there and what was written, a month after their congress; how many tables."""
    with unit_of_work():
        return actions.forget(ended.for_a_month())
