"""What comes round by itself: running results each second, and polls that open at their time."""

from __future__ import annotations

from conference.polls import actions
from core.duties import duty


@duty("polls.tell_results", seconds=1)
def tell_results() -> int:
    return actions.tell_results()


@duty("polls.open_due", seconds=15)
def open_due() -> int:
    return actions.open_due()
