"""What comes round by itself: running results each second, polls that open at their time, ballots and polls that go."""

from __future__ import annotations

from conference.polls import actions
from conference.polls.forgetting import actions as forgetting
from core import ended
from core.duties import duty


@duty("polls.tell_results", seconds=1)
def tell_results() -> int:
    return actions.tell_results()


@duty("polls.open_due", seconds=15)
def open_due() -> int:
    return actions.open_due()


@duty("ballots.forget", seconds=24 * 3600)
def forget_ballots() -> int:
    """Drop ballots a month after their congress; results stay."""
    return forgetting.forget_ballots(ended.for_a_month())


@duty("polls.forget", seconds=24 * 3600)
def forget() -> int:
    """Drop polls with their results two years after their congress; how many."""
    return ended.by_and_by(forgetting.forget, ended.for_two_years())
