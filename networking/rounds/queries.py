"""Readers of rounds."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.models import Membership
from core import clock
from core.actor import Actor
from core.errors import NotFound
from networking.availability import queries as availability
from networking.matchmaking.rounds import Meeting
from networking.matchmaking.scoring import Weights
from networking.mentors import queries as mentors
from networking.rounds import events, states
from networking.rounds.models import Entry, Proposal, Round
from networking.rounds.solving import gathering
from networking.rounds.solving.gathering import Gathered


def round_(pk: int) -> Round:
    found = Round.objects.select_related("conference").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def round_in(conference_id: int, pk: int) -> Round:
    found = Round.objects.select_related("conference").filter(pk=pk, conference=conference_id).first()
    if found is None:
        raise NotFound
    return found


def rounds(conference_id: int) -> QuerySet[Round]:
    return Round.objects.filter(conference=conference_id).select_related("conference")


def weights_here(conference_id: int) -> Weights:
    """What counts how much at a congress outside its rounds: as coordinators set it for the newest one. One query."""
    newest = Round.objects.filter(conference=conference_id).order_by("-pk").values_list("weights", flat=True).first()
    return Weights(**(newest or {}))


def proposal(pk: int) -> Proposal:
    found = (
        Proposal.objects.select_related("round__conference", "mentee__person", "mentor__person").filter(pk=pk).first()
    )
    if found is None:
        raise NotFound
    return found


def proposals(round_: Round) -> QuerySet[Proposal]:
    """With both sides, by time."""
    return Proposal.objects.filter(round=round_).select_related(
        "mentee__person", "mentor__person", "mentor__conference"
    )


def has_time(round_: Round, membership: Membership) -> bool:
    """Whether she said to have time, or offers a time as a mentor, on the days of the round from now on."""
    grid = gathering.grid_of(round_)
    first, last = max(grid.first, clock.now()), grid.start(grid.count)
    free = availability.free([membership], first, last).get(membership.pk)
    return bool(free or mentors.open_spans([membership.pk], first, last).get(membership.pk))


def data(row: Round) -> events.RoundData:
    """A round as coordinators' pages show it: numbers, no persons."""
    sides = dict(row.entries.values_list("side").annotate(Count("pk")))
    counts = row.proposals.aggregate(
        all=Count("pk"),
        given=Count("pk", filter=Q(state=Proposal.State.GIVEN)),
        not_possible=Count("pk", filter=Q(state=Proposal.State.IMPOSSIBLE)),
    )
    return events.RoundData(
        id=row.pk,
        conference=row.conference.slug,
        title=row.title,
        state=row.state,
        progress=row.progress,
        doing=row.doing,
        problem=row.problem,
        mentees=sides.get("mentee", 0),
        mentors=sides.get("mentor", 0),
        pairs=counts["all"],
        given=counts["given"],
        not_possible=counts["not_possible"],
    )


def standing(round_: Round, gathered: Gathered) -> list[Meeting]:
    """All that is proposed already, as meetings of the instance."""
    at = {one.pk: number for number, one in enumerate(gathered.mentees)}
    column = {one.pk: number for number, one in enumerate(gathered.mentors)}
    rows = Proposal.objects.filter(round=round_, state=Proposal.State.PROPOSED).values_list("mentee", "mentor", "start")
    found: list[Meeting] = []
    for mentee, mentor, start in rows:
        slot = gathered.grid.slot(start)
        if mentee in at and mentor in column and slot is not None:
            found.append(Meeting(at[mentee], column[mentor], slot))
    return found


def unserved(round_: Round) -> list[Membership]:
    """Mentees of the round without a pair, by name."""
    paired = Proposal.objects.filter(round=round_).exclude(state=Proposal.State.IMPOSSIBLE).values("mentee")
    rows = Entry.objects.filter(round=round_, side=Entry.Side.MENTEE).exclude(membership__in=paired)
    return [
        row.membership for row in rows.select_related("membership__person").order_by("membership__person__display_name")
    ]


def options(round_: Round, ref: str, limit: int = 12) -> list[dict[str, Any]]:
    """Mentors and times at which this mentee could be paired by hand, the best fitting first."""
    gathered = gathering.gather(round_)
    it = gathered.instance
    if ref not in it.mentee_ids:
        return []
    row = list(it.mentee_ids).index(ref)
    stand = standing(round_, gathered)
    free = it.mentor_free.copy()
    mine = it.mentee_free[row].copy()
    left = it.capacity.copy()
    for m in stand:
        free[m.mentor, m.slot] = False
        left[m.mentor] -= 1
        if m.mentee == row:
            mine[m.slot] = False
    found: list[dict[str, Any]] = []
    met = {m.mentor for m in stand if m.mentee == row}
    for column in sorted(range(len(it.mentor_ids)), key=lambda j: (-it.score[row, j], it.mentor_ids[j])):
        slots = (free[column] & mine).nonzero()[0]
        if it.allowed[row, column] and left[column] > 0 and column not in met and len(slots):
            found.append({"mentor": gathered.mentors[column], "start": gathered.grid.start(int(slots[0]))})
    return found[:limit]


def for_member(actor: Actor) -> list[dict[str, Any]]:
    """Rounds a member may join or took part in, with her entries and what she was given."""
    rows = rounds(actor.conference_id or 0).exclude(state=states.DRAFT)
    mine = Entry.objects.filter(membership=actor.membership_id or 0, round__in=rows)
    entries: dict[int, dict[str, Entry]] = {}
    for entry in mine:
        entries.setdefault(entry.round_id, {})[entry.side] = entry
    given = _given(actor, rows)
    found = []
    for row in rows:
        if row.state in states.OPEN or row.pk in entries:
            own = entries.get(row.pk, {})
            sides = {"mentee": own.get("mentee"), "mentor": own.get("mentor")}
            found.append({"round": row, "open": row.state in states.OPEN, "given": given.get(row.pk, []), **sides})
    return found


def _given(actor: Actor, rows: QuerySet[Round]) -> dict[int, list[dict[str, Any]]]:
    """What was given to a member, by round: the chat, the other one, and why."""
    me = actor.membership_id or 0
    given = Proposal.objects.filter(Q(mentee=me) | Q(mentor=me), round__in=rows, state=Proposal.State.GIVEN)
    found: dict[int, list[dict[str, Any]]] = {}
    for one in given.select_related("mentee__person", "mentor__person", "chat"):
        other = one.mentor if one.mentee_id == me else one.mentee
        found.setdefault(one.round_id, []).append({"proposal": one, "other": other, "chat": one.chat})
    return found
