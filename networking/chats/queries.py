"""Readers of chats and of what keeps people from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Membership
from core import clock
from core.actor import Actor
from core.errors import NotFound
from core.models import Conference
from core.prepared import Question
from core.statements import Statement
from networking.chats import events, states
from networking.chats.models import Chat, EngagementCell, Notes
from networking.mentors import cells
from networking.mentors.busy import Spans
from networking.mentors.cells import CELL
from networking.mentors.models import Slot
from schedule.programme.models import Release, ReleasedSitting


def chat(pk: int) -> Chat:
    """A chat with both sides, or NotFound."""
    found = _whole().filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def chat_in(conference_id: int, pk: int) -> Chat:
    """A chat of that conference with both sides, or NotFound."""
    found = _whole().filter(pk=pk, conference=conference_id).first()
    if found is None:
        raise NotFound
    return found


def _whole() -> QuerySet[Chat]:
    return Chat.objects.select_related("conference", "mentor__person", "mentee__person", "slot")


def mine(actor: Actor) -> QuerySet[Chat]:
    """All chats of a member, in order of time."""
    me = Q(mentor=actor.membership_id) | Q(mentee=actor.membership_id)
    return _whole().filter(me, conference=actor.conference_id).order_by("start")


def lists(actor: Actor, conference: Conference) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Cards of what is ahead, and of what is over, newest first. One query."""
    ahead: list[dict[str, Any]] = []
    past: list[dict[str, Any]] = []
    for row in mine(actor):
        data = events.card(row, row.side_of(actor.membership_id), conference).model_dump(mode="json")
        (ahead if row.state in states.AHEAD else past).append(data)
    return ahead, past[::-1]


def next_chat(actor: Actor, conference: Conference) -> dict[str, Any] | None:
    """A member's chats ahead for the page Now, which shows the first: when that is called off, the one after it."""
    if not actor.joined:
        return None
    rows = mine(actor).filter(state__in=states.AHEAD, end__gt=clock.now())
    cards = [events.card(row, row.side_of(actor.membership_id), conference) for row in rows]
    return {"items": [card.model_dump(mode="json") for card in cards]} if cards else None


_CELLS = Statement(
    lambda people, after, before: EngagementCell.objects.filter(
        person__in=people, cell__gt=after, cell__lt=before
    ).values_list("person", "cell")
)


def engagements(people: Collection[int], start: datetime, end: datetime) -> Question[Spans]:
    """The cells these people have given away, as spans. One query."""
    asked = _CELLS.asked(people=people, after=start - CELL, before=end)
    return asked.then(lambda rows: _by_person((person, cell, cell + CELL) for person, cell in rows))


def _by_person(rows: Iterable[tuple[int, datetime, datetime]]) -> Spans:
    found: Spans = defaultdict(list)
    for person, since, until in rows:
        found[person].append((since, until))
    return found


def _in_sessions(people: Collection[int], start: datetime, end: datetime) -> QuerySet[Any, Any]:
    newest = Release.objects.filter(conference=OuterRef("release__conference")).order_by("-number").values("pk")[:1]
    rows = ReleasedSitting.objects.order_by().filter(
        release=Subquery(newest), start__lt=end, end__gt=start, cancelled=False, kind="live"
    )
    speaking, chairing = (
        rows.filter(**{f"{way}__in": people}).values_list(way, "start", "end")
        for way in ("session__talks__speakers__person", "session__chair__person")
    )
    return speaking.union(chairing)


_SESSIONS = Statement(_in_sessions)


def own_sessions(people: Collection[int], start: datetime, end: datetime) -> Spans:
    """When these people speak or chair, as the current programme has it. One query.

    Read, never constrained: real programmes have speakers in two sessions at once.
    """
    return sessions(people, start, end).answer()


def sessions(people: Collection[int], start: datetime, end: datetime) -> Question[Spans]:
    """The same as a question, to be asked with others."""
    return _SESSIONS.asked(people=people, start=start, end=end).then(lambda rows: _by_person(sorted(rows)))


@dataclass(frozen=True, slots=True)
class Terms:
    """What decides whether a slot can be had, as it is under the locks."""

    state: str
    approved: bool
    membership: str
    capacity: int
    load: int
    met: bool


# Of the chats of two that count, those that keep them from one more: ahead, or over without both having asked for it
HAD_THEIRS = ~Q(state=Chat.State.ENDED, mentor_again=True, mentee_again=True)


def _on_terms(slot: int, mentee: int) -> QuerySet[Any, Any]:
    given = Chat.objects.order_by().filter(mentor=OuterRef("mentor__membership"), state__in=states.MET)
    load = given.values("mentor").annotate(n=Count("pk")).values("n")
    return Slot.objects.filter(pk=slot).values_list(
        "state", "mentor__approved", "mentor__membership__state", "mentor__capacity",
        Coalesce(Subquery(load), 0), Exists(given.filter(HAD_THEIRS, mentee=mentee)),
    )  # fmt: skip


_TERMS = Statement(_on_terms)


def terms(slot: int, mentee: int) -> Question[Terms]:
    """The terms of a slot for this mentee (a membership), or NotFound. One query."""

    def read(rows: list[Any]) -> Terms:
        if not rows:
            raise NotFound
        return Terms(*rows[0])

    return _TERMS.asked(slot=slot, mentee=mentee).then(read)


_BOTH = Statement(lambda pks: Membership.objects.select_related("person", "conference").filter(pk__in=pks))


def both(mentor: int, mentee: int) -> Question[tuple[Membership, Membership]]:
    """Two members with their persons and congress, or NotFound. One query."""

    def read(rows: list[Membership]) -> tuple[Membership, Membership]:
        found = {row.pk: row for row in rows}
        if len(found) != 2:
            raise NotFound
        return found[mentor], found[mentee]

    return _BOTH.asked(pks=[mentor, mentee]).then(read)


def notes_of(chat: Chat) -> Notes | None:
    return Notes.objects.filter(chat=chat).first()


def met(mentor: int, mentee: int) -> bool:
    """Whether two members have a chat behind or before them."""
    return Chat.objects.filter(mentor=mentor, mentee=mentee, state__in=states.MET).exists()


def had_theirs(mentor: int, mentee: int) -> bool:
    """Whether two members have had the one chat that a pair has, or have it ahead."""
    return Chat.objects.filter(HAD_THEIRS, mentor=mentor, mentee=mentee, state__in=states.MET).exists()


def load_of(mentor: int) -> int:
    """How many chats a mentor has given or promised."""
    return Chat.objects.filter(mentor=mentor, state__in=states.MET).count()


def clashing(now: datetime) -> list[tuple[int, str]]:
    """Chats ahead during which one of the two speaks or chairs by now, with whose side it is. Three queries."""
    ahead = list(_whole().filter(state=Chat.State.CONFIRMED, start__gt=now).order_by("start"))
    if not ahead:
        return []
    everybody = {m.person_id for row in ahead for m in (row.mentor, row.mentee) if m}
    taken = own_sessions(everybody, now, max(row.end for row in ahead))
    return [
        (row.pk, side)
        for row in ahead
        for side, member in (("mentor", row.mentor), ("mentee", row.mentee))
        if member and cells.overlap(row.start, row.end, taken.get(member.person_id, []))
    ]


def met_pairs(conference_id: int) -> set[tuple[int, int]]:
    """(mentor, mentee) memberships with a chat behind or before them at this congress. One query."""
    return _pairs(Chat.objects.filter(conference=conference_id))


def pairs_that_had_theirs(conference_id: int) -> set[tuple[int, int]]:
    """The same without those who both asked for one more. One query."""
    return _pairs(Chat.objects.filter(HAD_THEIRS, conference=conference_id))


def _pairs(chats: QuerySet[Chat]) -> set[tuple[int, int]]:
    rows = chats.filter(state__in=states.MET, mentor__isnull=False, mentee__isnull=False)
    return {(mentor, mentee) for mentor, mentee in rows.values_list("mentor", "mentee") if mentor and mentee}


def met_persons(persons: Collection[int]) -> set[tuple[int, int]]:
    """(mentor, mentee) persons of these who had a chat at any congress. One query."""
    rows = Chat.objects.filter(state__in=states.MET, mentor__isnull=False, mentee__isnull=False)
    pairs = set(rows.values_list("mentor__person", "mentee__person"))
    return {(a, b) for a, b in pairs if a in persons and b in persons}
