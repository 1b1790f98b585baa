"""What was said of others is not kept longer than it is of use."""

from __future__ import annotations

from datetime import timedelta

from core import clock
from core.duties import duty
from core.models import Conference
from core.unit import unit_of_work
from networking.wishes import actions

KEPT = timedelta(days=30)  # after the last day of the congress; told on the page of wishes


@duty("wishes.forget", seconds=3600)
def forget() -> int:
    """Drop preferences and conflicts of congresses that ended thirty days ago; how many rows went."""
    over = Conference.objects.filter(ends_on__lt=(clock.now() - KEPT).date()).values_list("pk", flat=True)
    with unit_of_work():
        return actions.forget(list(over))
