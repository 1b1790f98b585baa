"""What comes round by itself: the sums of votes that came within a second of the last."""

from __future__ import annotations

from conference.questions.voting import actions
from core.duties import duty


@duty("questions.tell_votes", seconds=1)
def tell_votes() -> int:
    return actions.tell_votes()
