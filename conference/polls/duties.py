"""What comes round by itself: running results each second, polls that open at their time, ballots that go."""

from __future__ import annotations

from conference.polls import actions
from core import clock
from core.duties import duty


@duty("polls.tell_results", seconds=1)
def tell_results() -> int:
    return actions.tell_results()


@duty("polls.open_due", seconds=15)
def open_due() -> int:
    return actions.open_due()


@duty("ballots.forget", seconds=24 * 3600)
def forget() -> int:
    """Drop ballots a month after their congress; results stay."""
    return actions.forget(clock.now())
