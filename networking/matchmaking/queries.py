"""Readers of the live queue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from core import clock
from core.actor import Actor
from core.errors import NotFound
from networking.matchmaking import gathering, pairing, sides
from networking.matchmaking.models import Duty, DutyWindow, Offer, Ticket
from networking.matchmaking.pairing import OnDuty, Waiting, Worth
from networking.mentors import queries as mentors
from networking.wishes import queries as wishes

OPEN = (Ticket.State.WAITING, Ticket.State.OFFERED, Ticket.State.CONNECTING, Ticket.State.IN_CHAT)
SERVED = (Ticket.State.OFFERED, Ticket.State.CONNECTING, Ticket.State.IN_CHAT)
RECENT = 20
SAID_FOR = timedelta(minutes=10)


def _tickets() -> QuerySet[Ticket]:
    return Ticket.objects.select_related("conference", "mentee__person", "chat").prefetch_related("topics")


def _duties() -> QuerySet[Duty]:
    return Duty.objects.select_related("mentor__membership__person", "conference", "chat").prefetch_related(
        "mentor__topics"
    )


def ticket(pk: int) -> Ticket:
    found = _tickets().filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def tickets(pks: Collection[int]) -> list[Ticket]:
    return list(_tickets().filter(pk__in=pks).order_by("pk"))


def offer(pk: int) -> Offer:
    found = Offer.objects.select_related(
        "ticket__mentee__person", "ticket__conference", "duty__mentor__membership__person", "duty__conference"
    )
    if (row := found.filter(pk=pk).first()) is None:
        raise NotFound
    return row


def duty(pk: int) -> Duty:
    if (row := _duties().filter(pk=pk).first()) is None:
        raise NotFound
    return row


def window(pk: int) -> DutyWindow:
    if (row := _windows().filter(pk=pk).first()) is None:
        raise NotFound
    return row


def _windows() -> QuerySet[DutyWindow]:
    return DutyWindow.objects.select_related("mentor__membership__conference", "mentor__membership__person")


def windows(profile_id: int) -> QuerySet[DutyWindow]:
    """A mentor's declared times that are not over."""
    return _windows().filter(mentor=profile_id, end__gt=clock.now())


def windows_of(conference_id: int) -> QuerySet[DutyWindow]:
    """All declared times of a congress that are not over, with whether the mentor is there by now."""
    return _windows().filter(mentor__membership__conference=conference_id, end__gt=clock.now()).select_related(
        "mentor__duty"
    )  # fmt: skip


def window_now(profile_id: int, at: datetime) -> DutyWindow | None:
    return DutyWindow.objects.filter(mentor=profile_id, start__lte=at, end__gt=at).first()


def open_ticket(membership_id: int | None) -> Ticket | None:
    return _tickets().filter(mentee=membership_id, state__in=OPEN).first()


def ticket_shown(membership_id: int | None) -> Ticket | None:
    """The open ticket, or the one that ended a moment ago: the page says so, and offers the line again."""
    lately = Q(state__in=OPEN) | Q(ended_at__gt=clock.now() - SAID_FOR)
    return _tickets().filter(lately, mentee=membership_id).order_by("-pk").first()


def duty_of(membership_id: int | None) -> Duty | None:
    return _duties().filter(mentor__membership=membership_id).first()


def on_duty(conference_id: int) -> list[Duty]:
    """Mentors at the queue who are members and approved, as rows. Two queries."""
    return list(_duties().filter(pk__in=gathering.desk(conference_id)).order_by("since"))


def drafts(pairs: Iterable[tuple[Waiting, OnDuty]]) -> tuple[dict[int, Ticket], dict[int, Duty]]:
    """Tickets and duties of planned pairs, with all that is told of them. Four queries."""
    these = list(pairs)
    tickets = _tickets().select_related("mentee__person").in_bulk([one.ticket for one, _ in these])
    return tickets, _duties().in_bulk([other.duty for _, other in these])


def worth(conference_id: int) -> Worth:
    """What pairs are worth at this congress: as its rounds have it. Two queries."""
    return Worth(sides.weights_of(conference_id), wishes.liked_pairs(conference_id))


def load(conference_id: int) -> dict[int, int]:
    """How many chats each duty led to at the queue. One query."""
    held = Offer.objects.filter(ticket__conference=conference_id, state=Offer.State.ACCEPTED)
    return dict(held.values_list("duty").annotate(Count("pk")))


def recent_waits(row: Ticket) -> list[timedelta]:
    """How long those of the same class waited lately: with one of the same topics, or as open to all as this one.

    Where they are too few to tell, how long everybody waited.
    """
    matched = Ticket.objects.filter(conference=row.conference_id, matched_at__isnull=False).order_by("-matched_at")
    topics = [topic.pk for topic in row.topics.all()]
    alike = matched.filter(topics__in=topics).distinct() if topics else matched.filter(topics=None)
    waits = _waits(alike)
    return waits if len(waits) >= pairing.ENOUGH else _waits(matched)


def _waits(rows: QuerySet[Ticket]) -> list[timedelta]:
    return [end - joined for joined, end in rows.values_list("joined_at", "matched_at")[:RECENT] if end]


def live_offer(**where: Any) -> Offer | None:
    """The live offer of a ticket or a duty."""
    return Offer.objects.select_related("ticket__mentee__person", "duty__mentor__membership__person").filter(
        state=Offer.State.LIVE, **where
    ).first()  # fmt: skip


@dataclass(frozen=True, slots=True)
class Need:
    """What those who wait look for, in numbers: no names. `minutes`: the longest wait."""

    name: str
    waiting: int
    serving: int
    minutes: int


def needs(conference_id: int) -> list[Need]:
    """By topic, the most wanted first; "" for those to whom any field is right."""
    there, now = gathering.moment(conference_id), clock.now()
    names = {topic.pk: topic.name for topic in mentors.topics(conference_id)}
    kinds: dict[int, list[Waiting]] = defaultdict(list)
    for one in there.waiting:
        for key in one.topics or {0}:
            kinds[key].append(one)
    found = []
    for key, these in kinds.items():
        able = sum(not other.peer and (not key or key in other.topics) for other in there.serving)
        longest = max(now - one.joined_at for one in these)
        found.append(Need(names.get(key, ""), len(these), able, int(longest.total_seconds() // 60)))
    return sorted(found, key=lambda need: (-need.waiting, need.name))


def bookable(actor: Actor, row: Ticket | None) -> list[mentors.Card]:
    """Mentors with free times, for those whom nobody on duty fits.

    Without those who were offered to this ticket: who declined might have other times, who blocked has none to show.
    """
    offered = Offer.objects.filter(ticket=row).values_list("duty__mentor", flat=True) if row else []
    return mentors.alternatives(actor, None, without=set(offered))
