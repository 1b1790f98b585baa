"""Readers of chats and of what keeps people from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from core import clock
from core.actor import Actor
from core.errors import NotFound
from core.models import Conference
from networking.chats import events, states
from networking.chats.models import Chat, EngagementCell, Notes
from networking.mentors import cells
from networking.mentors.cells import CELL, Span
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
    """The next chat of a member for the page Now, or None."""
    if not actor.joined:
        return None
    row = mine(actor).filter(state__in=states.AHEAD, end__gt=clock.now()).first()
    if row is None:
        return None
    return {"item": events.card(row, row.side_of(actor.membership_id), conference).model_dump(mode="json")}


def engagements(people: Collection[int], start: datetime, end: datetime) -> dict[int, list[Span]]:
    """The cells these people have given away, as spans. One query."""
    found: dict[int, list[Span]] = defaultdict(list)
    rows = EngagementCell.objects.filter(person__in=people, cell__gt=start - CELL, cell__lt=end)
    for person, cell in rows.values_list("person", "cell"):
        found[person].append((cell, cell + CELL))
    return found


def own_sessions(people: Collection[int], start: datetime, end: datetime) -> dict[int, list[Span]]:
    """When these people speak or chair, as the current programme has it. Two queries.

    Read, never constrained: real programmes have speakers in two sessions at once.
    """
    newest = Release.objects.filter(conference=OuterRef("release__conference")).order_by("-number").values("pk")[:1]
    rows = ReleasedSitting.objects.filter(
        release=Subquery(newest), start__lt=end, end__gt=start, cancelled=False, kind="live"
    )
    found: dict[int, set[Span]] = defaultdict(set)
    for way in ("session__talks__speakers__person", "session__chair__person"):
        for person, since, until in rows.filter(**{f"{way}__in": people}).values_list(way, "start", "end"):
            found[person].add((since, until))
    return {person: sorted(spans) for person, spans in found.items()}


def notes_of(chat: Chat) -> Notes | None:
    return Notes.objects.filter(chat=chat).first()


def met(mentor: int, mentee: int) -> bool:
    """Whether two members have a chat behind or before them."""
    return Chat.objects.filter(mentor=mentor, mentee=mentee, state__in=states.MET).exists()


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
    rows = Chat.objects.filter(
        conference=conference_id, state__in=states.MET, mentor__isnull=False, mentee__isnull=False
    )
    return {(mentor, mentee) for mentor, mentee in rows.values_list("mentor", "mentee") if mentor and mentee}


def met_persons(persons: Collection[int]) -> set[tuple[int, int]]:
    """(mentor, mentee) persons of these who had a chat at any congress. One query."""
    rows = Chat.objects.filter(state__in=states.MET, mentor__isnull=False, mentee__isnull=False)
    pairs = set(rows.values_list("mentor__person", "mentee__person"))
    return {(a, b) for a, b in pairs if a in persons and b in persons}
