"""The line and the desk as pairing sees them: columns, no objects, so that a tick of hundreds takes a blink.

Measured with 300 who wait and 100 who are free (`python -m benchmarks tick`): reading them as objects took half a tick.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from accounts import blocks
from accounts.models import Membership
from networking.chats import queries as chats
from networking.matchmaking import sides
from networking.matchmaking.models import Duty, Offer, Ticket
from networking.matchmaking.pairing import OnDuty, Pair, Waiting
from networking.mentors import busy, cells
from networking.mentors.models import MentorProfile
from networking.wishes import queries as wishes
from networking.wishes.models import MenteeProfile
from networking.wishes.queries import Facts

ON_DUTY = (Duty.State.AVAILABLE, Duty.State.OFFERED, Duty.State.IN_CHAT, Duty.State.COOLDOWN)
Topics = dict[int, frozenset[int]]


@dataclass(frozen=True, slots=True)
class Moment:
    """Who waits and who is on duty at one moment; `facts` by membership, of all of them."""

    waiting: list[Waiting]
    serving: list[OnDuty]
    facts: dict[int, Facts] = field(default_factory=dict)

    @property
    def free(self) -> list[OnDuty]:
        return [one for one in self.serving if one.free]


def line(conference_id: int) -> QuerySet[Ticket]:
    return Ticket.objects.filter(conference=conference_id, state=Ticket.State.WAITING)


def desk(conference_id: int) -> QuerySet[Duty]:
    """Mentors at the queue who are members and approved."""
    return Duty.objects.filter(
        conference=conference_id, state__in=ON_DUTY, mentor__approved=True,
        mentor__membership__state=Membership.State.ACTIVE,
    )  # fmt: skip


def anything_to_pair(conference_id: int) -> bool:
    """Whether somebody waits and somebody is free. One query."""
    free = Duty.objects.filter(conference=OuterRef("conference"), state=Duty.State.AVAILABLE)
    return line(conference_id).filter(Exists(free)).exists()


def moment(conference_id: int, *, scored: bool = False) -> Moment:
    """Both at one moment: four queries; two more when they are to be `scored`, for what mentees said of themselves."""
    facts: dict[int, Facts] = {}
    looking = _looking(conference_id) if scored else {}
    return Moment(_waiting(conference_id, facts, looking), _serving(conference_id, facts), facts)


def _topics(through: type[Any], own: str, **where: Any) -> Topics:
    found: dict[int, set[int]] = defaultdict(set)
    for pk, topic in through.objects.filter(**where).values_list(own, "topic"):
        found[pk].add(topic)
    return {pk: frozenset(each) for pk, each in found.items()}


def _looking(conference_id: int) -> dict[int, tuple[frozenset[int], str, list[str], list[str]]]:
    """By membership what those who wait said of themselves: topics, words, wants and paths."""
    rows = MenteeProfile.objects.filter(
        membership__tickets__conference=conference_id, membership__tickets__state=Ticket.State.WAITING
    )
    topics = _topics(
        MenteeProfile.topics.through, "menteeprofile", menteeprofile__membership__tickets__conference=conference_id,
        menteeprofile__membership__tickets__state=Ticket.State.WAITING,
    )  # fmt: skip
    found = rows.values_list("membership", "pk", "about", "wants", "paths")
    return {member: (topics.get(pk, frozenset()), about, wants, paths) for member, pk, about, wants, paths in found}


def _waiting(conference_id: int, facts: dict[int, Facts], looking: dict[int, Any]) -> list[Waiting]:
    topics = _topics(
        Ticket.topics.through, "ticket", ticket__conference=conference_id, ticket__state=Ticket.State.WAITING
    )
    who = ("languages", "career_stage", "affiliation", "industry")
    rows = line(conference_id).values_list(
        "pk", "mentee", "mentee__person", "joined_at", "peers", "question", *(f"mentee__person__{name}" for name in who)
    )
    found = []
    for pk, member, person, joined, peers, question, languages, stage, affiliation, industry in rows:
        facts[member] = wishes.facts_of(affiliation, industry, stage)
        asked = topics.get(pk, frozenset())
        own, about, wants, paths = looking.get(member, (frozenset(), "", (), ()))
        side = sides.looking(asked or own, [question, about], wants, paths, stage)
        found.append(Waiting(pk, person, member, asked, frozenset(languages), joined, peers, side))
    return found


def _serving(conference_id: int, facts: dict[int, Facts]) -> list[OnDuty]:
    topics = _topics(MentorProfile.topics.through, "mentorprofile", mentorprofile__membership__conference=conference_id)
    said = ("languages", "peer", "headline", "about", "can_help_with", "offers", "path")
    who = ("career_stage", "affiliation", "industry")
    rows = desk(conference_id).order_by("since").values_list(
        "pk", "state", "since", "mentor", "mentor__membership", "mentor__membership__person",
        *(f"mentor__{name}" for name in said), *(f"mentor__membership__person__{name}" for name in who),
    )  # fmt: skip
    found = []
    for (pk, state, since, mentor, member, person, languages, peer, headline, about, helps, offers, path,
         stage, affiliation, industry) in rows:  # fmt: skip
        facts[member] = wishes.facts_of(affiliation, industry, stage)
        fields = topics.get(mentor, frozenset())
        side = sides.offering(fields, [headline, about, *helps], offers, path, stage)
        free = state == Duty.State.AVAILABLE
        found.append(OnDuty(pk, person, member, fields, frozenset(languages), since, peer, side, free))
    return found


def apart(conference_id: int, there: Moment, now: datetime) -> set[Pair]:
    """(ticket, duty) not to be offered: tried, met, kept apart by either side or by facts, taken by then.

    Seven queries, however many there are.
    """
    tickets = {one.member: one.ticket for one in there.waiting}
    duties = {one.member: one.duty for one in there.free}
    met = {(mentee, mentor) for mentor, mentee in chats.pairs_that_had_theirs(conference_id)}
    members = met | wishes.pairs_apart(
        conference_id, {m: there.facts[m] for m in tickets}, {m: there.facts[m] for m in duties}
    )
    found = {(tickets[a], duties[b]) for a, b in members if a in tickets and b in duties}
    return found | tried(conference_id) | _blocked(conference_id, there) | _taken(there, now)


def again(there: Moment, pairs: Collection[tuple[Waiting, OnDuty]]) -> Moment:
    """Some planned pairs as a moment of their own, with facts as they stand by now. One query."""
    waiting, serving = [one for one, _ in pairs], [other for _, other in pairs]
    who = ("affiliation", "industry", "career_stage")
    members = [one.member for one in waiting] + [other.member for other in serving]
    rows = Membership.objects.filter(pk__in=members)
    said = rows.values_list("pk", *(f"person__{name}" for name in who))
    return Moment(waiting, serving, there.facts | {pk: wishes.facts_of(*facts) for pk, *facts in said})


def tried(conference_id: int) -> set[Pair]:
    """(ticket, duty) of offers that came to nothing: these two are not brought together again."""
    over = Offer.objects.filter(ticket__conference=conference_id, ticket__state=Ticket.State.WAITING)
    over = over.filter(state__in=[Offer.State.DECLINED, Offer.State.TIMED_OUT, Offer.State.SUPERSEDED])
    return set(over.values_list("ticket", "duty"))


def _blocked(conference_id: int, there: Moment) -> set[Pair]:
    tickets = {one.person: one.ticket for one in there.waiting}
    duties = {one.person: one.duty for one in there.free}
    pairs = [pair for a, b in blocks.pairs(conference_id) for pair in ((a, b), (b, a))]
    return {(tickets[a], duties[b]) for a, b in pairs if a in tickets and b in duties}


def _taken(there: Moment, now: datetime) -> set[Pair]:
    """All pairs of those whom a chat or a talk of theirs needs before a chat from now on would be over."""
    everybody = {one.person for one in there.waiting} | {one.person for one in there.free}
    spans = busy.of(everybody, cells.floor(now), cells.ceil(now + cells.LIVE_CHAT))
    away = {person for person, each in spans.items() if each}
    return {
        (one.ticket, other.duty)
        for one in there.waiting
        for other in there.free
        if one.person in away or other.person in away
    } if away else set()  # fmt: skip
