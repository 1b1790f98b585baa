"""Newcomers get their hosts by themselves."""

from __future__ import annotations

from core import clock, ended
from core.duties import duty
from core.models import Conference
from core.unit import unit_of_work
from networking.welcome import actions


@duty("welcome.assign", seconds=30)
def assign() -> int:
    """Give first-timers of congresses that are not over a host; how many got one."""
    found = 0
    today = clock.now().date()
    waiting = Conference.objects.filter(
        ends_on__gte=today, memberships__mentee_profile__first_time=True, memberships__welcome=None
    )
    for conference in waiting.distinct():
        with unit_of_work():
            found += actions.assign(conference)
    return found


@duty("welcome.forget", seconds=24 * 3600)
def forget() -> int:
    """Drop who hosted whom, and what the two wrote, a month after their congress; how many rows went."""
    with unit_of_work():
        return actions.forget(ended.for_a_month())
