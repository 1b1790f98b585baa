"""What comes three months later. Safe to run twice."""

from __future__ import annotations

from core import clock, ended
from core.duties import duty
from core.unit import unit_of_work
from networking.chats.forgetting import actions as forgetting
from networking.feedback import actions, queries


@duty("goals.remind", seconds=3600)
def remind() -> int:
    """Remind people of their goals; how many."""
    now, reminded = clock.now(), 0
    for pk in queries.due_goals(now):
        with unit_of_work():
            reminded += actions.remind_of(pk, now)
    return reminded


@duty("chats.forget", seconds=3600)
def forget() -> int:
    """Drop chats with their feedback and goals a month after their congress, or once a goal was asked about."""
    with unit_of_work():
        return forgetting.forget(queries.forgettable(ended.for_a_month()))
