"""Solving a round, by a worker: read, solve, check again, write. Nobody waits for it; each step shows on the page."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django_tasks import task

from core import clock
from core.actor import Actor
from core.errors import Conflict
from core.unit import before_commit, unit_of_work
from networking.matchmaking import rounds as solver
from networking.matchmaking import scoring
from networking.matchmaking.rounds import Meeting
from networking.mentors.cells import CHAT
from networking.rounds import actions, queries, states
from networking.rounds.models import Proposal, Round
from networking.rounds.solving import checking, fairness, gathering
from networking.rounds.solving.fairness import Served
from networking.rounds.solving.gathering import Gathered

log = logging.getLogger(__name__)


class BadProposal(RuntimeError):
    """What came out breaks an invariant; the text names which."""


def begin(actor: Actor, round_: Round) -> None:
    """Hand a locked round to a worker."""
    since = clock.now()
    if not actions.move(actor, round_, states.SOLVING, running_since=since, progress=0, doing="waiting", problem=""):
        raise actions.moved_on()
    actions.tell(round_)
    before_commit(lambda: _enqueue(round_.pk, since))


def _enqueue(pk: int, since: datetime) -> None:
    solve.enqueue(pk, since.isoformat())


@task()
def solve(pk: int, since: str) -> str:
    """One run; what became of the round. A run whose round went to another worker, or was given up, writes nothing."""
    round_ = queries.round_(pk)
    if not _mine(pk, since):
        return "not mine"
    try:
        return run(round_, since)
    except Exception as problem:  # whatever it was, the round must not stay "being solved" for ever
        code = str(problem)[:40] if isinstance(problem, BadProposal) else type(problem).__name__[:40]
        # Without a traceback: its local variables are people and whom they keep apart from
        log.error("round.failed", extra={"round": pk, "problem": code})
        with unit_of_work():
            if actions.move(None, round_, states.FAILED, problem=code, running_since=None, doing=""):
                actions.tell(round_)
        return "failed"


def run(round_: Round, since: str) -> str:
    began = time.perf_counter()
    _progress(round_, since, 10, "reading")
    gathered = gathering.gather(round_)
    _progress(round_, since, 40, "solving")
    meetings = [m for one in solver.solve(gathered.instance, fixed=gathered.fixed) for m in one.meetings]
    _progress(round_, since, 70, "checking")
    check(gathered, meetings)
    _progress(round_, since, 80, "writing")
    with unit_of_work():
        if not _hold(round_.pk, since):
            return "not mine"
        Proposal.objects.filter(round=round_, by_hand=False, state=Proposal.State.PROPOSED).delete()
        write(round_, gathered, meetings)
        proposals = list(Proposal.objects.filter(round=round_))
        result = {"input_hash": gathered.input_hash, "result_hash": result_hash(gathered, meetings)}
        actions.move(
            None, round_, states.PROPOSED, running_since=None, progress=100, doing="", problem="",
            report=report(gathered, proposals), seconds=round(time.perf_counter() - began, 2), **result,
        )  # fmt: skip
        actions.tell(round_)
    return "proposed"


def check(gathered: Gathered, meetings: Sequence[Meeting]) -> None:
    """Raises BadProposal when a limit is broken: it is refused as a whole, whoever made it."""
    if faults := checking.faults(gathered.instance, [*gathered.fixed, *meetings]):
        raise BadProposal(",".join(faults))


def write(round_: Round, gathered: Gathered, meetings: Sequence[Meeting], **more: bool) -> list[Proposal]:
    return Proposal.objects.bulk_create([proposal(round_, gathered, m, **more) for m in meetings])


def proposal(round_: Round, gathered: Gathered, m: Meeting, **more: bool) -> Proposal:
    """A meeting as a row, with its two lines of reasons."""
    pair = (m.mentee, m.mentor)
    start = gathered.grid.start(m.slot)
    mentee, mentor = gathered.mentee_sides[m.mentee], gathered.mentor_sides[m.mentor]
    return Proposal(
        round=round_,
        mentee=gathered.mentees[m.mentee],
        mentor=gathered.mentors[m.mentor],
        start=start,
        end=start + CHAT,
        score=int(gathered.instance.score[pair]),
        reasons=scoring.reasons(mentee, mentor, new=pair not in gathered.known),
        **more,
    )


def result_hash(gathered: Gathered, meetings: Sequence[Meeting]) -> str:
    it = gathered.instance
    named = sorted((it.mentee_ids[m.mentee], it.mentor_ids[m.mentor], m.slot) for m in meetings)
    return hashlib.sha256(repr(named).encode()).hexdigest()


def report(gathered: Gathered, proposals: Sequence[Proposal]) -> dict[str, object]:
    """The fairness report over all who took part as mentees."""
    got = gathering.by_pair([one for one in proposals if one.state != Proposal.State.IMPOSSIBLE])
    tiers = ("first", "not_yet", "others")
    served = [
        Served(
            {
                "tier": tiers[int(gathered.instance.tier[row])],
                "stage": member.person.career_stage,
                "region": gathering.region(member.person),
            },
            len(got.get(member.pk, [])),
            [one.score for one in got.get(member.pk, [])],
        )
        for row, member in enumerate(gathered.mentees)
    ]
    return fairness.report(served)


def _progress(round_: Round, since: str, percent: int, doing: str) -> None:
    """Shown while it runs; a run that lost its round stops here."""
    with unit_of_work():
        mine = Round.objects.filter(pk=round_.pk, running_since=since)
        if not mine.update(progress=percent, doing=doing):
            raise BadProposal("lost")
        actions.tell(round_)


def _mine(pk: int, since: str) -> bool:
    return Round.objects.filter(pk=pk, running_since=since).exists()


def _hold(pk: int, since: str) -> bool:
    return (
        Round.objects.select_for_update().filter(pk=pk, running_since=since, state=states.SOLVING).first() is not None
    )


def give_up(round_: Round) -> bool:
    """End a run whose worker is gone; the round can be locked and solved again."""
    with unit_of_work():
        gone = actions.move(None, round_, states.FAILED, problem="worker_gone", running_since=None, doing="")
        if gone:
            actions.tell(round_)
        return gone


def pair_by_hand(round_: Round, mentee: str, mentor: str, start: datetime) -> Proposal:
    """Put two together at a time, within the same limits the solver has.

    Raises Conflict without a reason: a coordinator must not learn who keeps apart from whom.
    """
    here = Round.objects.select_for_update().filter(pk=round_.pk, state__in=(states.LOCKED, states.PROPOSED))
    if not here.exists():
        raise actions.moved_on()
    gathered = gathering.gather(round_)
    it = gathered.instance
    slot = gathered.grid.slot(start)
    if mentee in it.mentee_ids and mentor in it.mentor_ids and slot is not None:
        wanted = Meeting(list(it.mentee_ids).index(mentee), list(it.mentor_ids).index(mentor), slot)
        standing = queries.standing(round_, gathered)
        if not checking.faults(it, [*standing, wanted]):
            made = proposal(round_, gathered, wanted, by_hand=True)
            made.save()
            actions.tell(round_)
            return made
    raise Conflict("round.no_time", _("No time found for these two then. Try another time or another pair."))
