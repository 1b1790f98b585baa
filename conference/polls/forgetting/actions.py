"""Forgetting ballots and polls: after their time, and when people go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from conference.polls import actions, queries
from conference.polls.models import Ballot, Poll
from core import ended
from core.unit import unit_of_work


def erase_voter(person_id: int) -> None:
    """Take a person's ballots away: those by name are found by it, the others by their marks."""
    marks = [queries.mark_of(person_id, pk) for pk in Poll.objects.values_list("pk", flat=True)]
    for poll_id in Ballot.objects.filter(mark__in=marks).values_list("poll_id", flat=True):
        Poll.objects.filter(pk=poll_id).update(uncounted=True)
    Ballot.objects.filter(mark__in=marks).delete()


def forget_ballots(conferences: Sequence[int]) -> int:
    """Drop the ballots of these conferences; of how many polls. What they came to stays."""
    over = Poll.objects.filter(room__conference__in=conferences, ballots__isnull=False)
    polls = list(over.distinct().values_list("pk", flat=True))
    for pk in polls:
        with unit_of_work():
            _forget_ballots(actions.held(queries.poll(pk)))
    return len(polls)


def _forget_ballots(poll: Poll) -> None:
    if poll.state == Poll.State.OPEN:
        poll = actions.move(poll, Poll.State.CLOSED)
    poll.result = asdict(queries.count(poll))
    poll.save(update_fields=["result"])
    Ballot.objects.filter(poll=poll).delete()
    actions.tell_desk(poll)


def forget(conferences: Sequence[int]) -> int:
    """Drop some of the polls of these conferences; how many."""
    some = Poll.objects.filter(room__conference__in=conferences).values_list("pk", flat=True)[: ended.AT_ONCE]
    return Poll.objects.filter(pk__in=list(some)).delete()[1].get("polls.Poll", 0)
