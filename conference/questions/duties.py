"""What comes round by itself: the sums of votes that came within a second of the last, questions that go."""

from __future__ import annotations

from conference.questions import actions
from conference.questions.voting import actions as voting
from core import ended
from core.duties import duty


@duty("questions.tell_votes", seconds=1)
def tell_votes() -> int:
    return voting.tell_votes()


@duty("questions.forget", seconds=24 * 3600)
def forget() -> int:
    """Drop questions two years after their congress; how many."""
    return ended.by_and_by(actions.forget, ended.for_two_years())
