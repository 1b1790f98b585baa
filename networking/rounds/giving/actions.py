"""Giving what was proposed: chats, a few pairs at a time, each looked at once more under lock. May be done twice."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from django_tasks import task

from core import clock
from core.actor import Actor
from core.unit import before_commit, unit_of_work
from networking.availability import queries as availability
from networking.chats.given import actions as chats
from networking.matchmaking import rounds as solver
from networking.mentors import locks
from networking.rounds import actions, queries, states
from networking.rounds.models import Proposal, Round
from networking.rounds.solving import actions as solving
from networking.rounds.solving import gathering

log = logging.getLogger(__name__)
BATCH = 20  # pairs in one transaction: people wait for their locks no longer than that takes


def publish(actor: Actor, round_: Round) -> None:
    """Make a proposal final. The chats are given by a worker; who joined consented to them."""
    if not actions.move(actor, round_, states.PUBLISHED, progress=0, doing="giving", running_since=None):
        raise actions.moved_on()
    actions.tell(round_)
    before_commit(lambda: _enqueue(round_.pk))


def _enqueue(pk: int) -> None:
    give.enqueue(pk)


@task()
def give(pk: int) -> int:
    """Give the chats of a published round that are not given yet; how many were. A second worker finds less to do."""
    round_, given = queries.round_(pk), 0
    while batch := _next(round_):
        given += give_batch(round_, batch)
    return given


def _next(round_: Round) -> list[int]:
    waiting = Proposal.objects.filter(
        round=round_, round__state=states.PUBLISHED, state=Proposal.State.PROPOSED
    ).order_by("pk")
    return list(waiting.values_list("pk", flat=True)[:BATCH])


def give_batch(round_: Round, batch: Sequence[int]) -> int:
    with unit_of_work():
        rows = queries.proposals(round_).filter(pk__in=batch)
        locks.people(*[member.person_id for row in rows for member in (row.mentee, row.mentor)])
        # Read again: another worker may have given them while we waited
        waiting = queries.proposals(round_).filter(pk__in=batch, state=Proposal.State.PROPOSED).select_for_update(
            of=("self",)
        )  # fmt: skip
        given = sum(_give(row) for row in waiting)
        _show(round_)
        return given


def _give(row: Proposal) -> bool:
    """One pair; False when it cannot be any more, for whatever reason: it is the same word for all of them."""
    chat = None
    if availability.within(row.mentee, row.mentor, row.start, row.end):
        chat = chats.give(row.mentor, row.mentee, row.start, row.end)
    state = Proposal.State.GIVEN if chat else Proposal.State.IMPOSSIBLE
    Proposal.objects.filter(pk=row.pk).update(state=state, chat=chat)
    return chat is not None


def _show(round_: Round) -> None:
    everything = Proposal.objects.filter(round=round_)
    whole = everything.count()
    done = everything.exclude(state=Proposal.State.PROPOSED).count()
    Round.objects.filter(pk=round_.pk).update(
        progress=100 * done // max(1, whole), doing="" if done == whole else "giving"
    )
    actions.tell(round_)


def begin_late(actor: Actor, round_: Round) -> None:
    """Solve once more for who joined after publishing, on what is left. What was given is never moved."""
    since = clock.now()
    free = Round.objects.filter(pk=round_.pk, state=states.PUBLISHED, running_since=None)
    if not free.update(running_since=since, doing="solving", progress=0):
        raise actions.moved_on()
    actions.tell(round_)
    before_commit(lambda: _enqueue_late(round_.pk, since))


def give_up_late(round_: Round) -> bool:
    """End a late run whose worker is gone, so that another can begin."""
    with unit_of_work():
        gone = Round.objects.filter(pk=round_.pk, running_since=round_.running_since)
        if not gone.update(running_since=None, doing=""):
            return False
        actions.tell(round_)
        return True


def _enqueue_late(pk: int, since: datetime) -> None:
    solve_late.enqueue(pk, since.isoformat())


@task()
def solve_late(pk: int, since: str) -> int:
    """Pairs for the late, given at once; how many."""
    round_ = queries.round_(pk)
    try:
        gathered = gathering.gather(round_)
        meetings = [m for one in solver.solve(gathered.instance) for m in one.meetings]
        solving.check(gathered, meetings)
        with unit_of_work():
            mine = Round.objects.select_for_update().filter(pk=pk, running_since=since, state=states.PUBLISHED)
            if not mine.exists():
                return 0
            solving.write(round_, gathered, meetings, late=True)
            Round.objects.filter(pk=pk).update(report=solving.report(gathered, list(queries.proposals(round_))))
    finally:
        with unit_of_work():
            Round.objects.filter(pk=pk, running_since=since).update(running_since=None, doing="")
            actions.tell(round_)
    return int(give.func(pk))
