"""What rounds do by themselves: a run whose worker died is given up, published chats are given, old rounds go."""

from __future__ import annotations

from datetime import timedelta

from core import clock, ended
from core.duties import duty
from networking.rounds import actions, states
from networking.rounds.giving import actions as giving
from networking.rounds.models import Proposal, Round
from networking.rounds.solving import actions as solving

# A thousand mentees take three seconds; a run that is not done after this has no worker any more
GONE = timedelta(minutes=5)


@duty("rounds.sweep", seconds=30)
def sweep() -> int:
    """Give up what nobody solves any more, go on giving what is published; how many rounds changed."""
    changed = 0
    for round_ in Round.objects.filter(state=states.SOLVING, running_since__lte=clock.now() - GONE):
        changed += solving.give_up(round_)
    for round_ in Round.objects.filter(state=states.PUBLISHED, running_since__lte=clock.now() - GONE):
        changed += giving.give_up_late(round_)
    waiting = Proposal.objects.filter(round__state=states.PUBLISHED, state=Proposal.State.PROPOSED)
    for pk in waiting.values_list("round", flat=True).distinct():
        changed += bool(giving.give.func(pk))
    return changed


@duty("rounds.forget", seconds=24 * 3600)
def forget() -> int:
    """Drop rounds with their entries and proposals two years after their congress; how many rows."""
    return ended.by_and_by(actions.forget, ended.for_two_years())
