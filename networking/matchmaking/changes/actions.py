"""How tickets, duties and offers change, and who is told: compare and set, everything else stands on this.

Locks in order: people, the queue, rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from core import audit, clock
from core.actor import Actor
from core.models import Conference
from networking.matchmaking import events, queries, telling
from networking.matchmaking.models import Duty, Offer, Ticket
from realtime import log
from realtime.log import News


def move_ticket(ticket: Ticket, was: Sequence[str], to: str, **changes: Any) -> bool:
    moved = Ticket.objects.filter(pk=ticket.pk, state__in=list(was)).update(state=to, **changes) == 1
    if moved:
        note(None, ticket.conference_id, f"ticket:{ticket.pk}", f"ticket.{to}")
    return moved


def move_duty(duty: Duty, was: str | Sequence[str], to: str, **changes: Any) -> bool:
    before = [was] if isinstance(was, str) else list(was)
    rows = Duty.objects.filter(pk=duty.pk, state__in=before).exclude(state=to)
    moved = rows.update(state=to, since=clock.now(), **changes) == 1
    if moved:
        note(None, duty.conference_id, f"duty:{duty.pk}", f"duty.{to}")
    return moved


def move_offer(offer: Offer, to: str) -> bool:
    """Of several who end an offer at once, one does."""
    moved = Offer.objects.filter(pk=offer.pk, state=Offer.State.LIVE).update(state=to) == 1
    if moved:
        note(None, offer.conference_id, f"offer:{offer.pk}", f"offer.{to}")
    return moved


def offered(pairs: Sequence[tuple[Ticket, Duty]]) -> list[tuple[Ticket, Duty]]:
    """Those of the pairs of which both are still there, the one waiting, the other free: both are offered now.

    Four statements for any number. Their rows are held from the look to the write, tickets first.
    """
    waiting = Ticket.objects.filter(pk__in=[ticket.pk for ticket, _ in pairs], state=Ticket.State.WAITING)
    free = Duty.objects.filter(pk__in=[duty.pk for _, duty in pairs], state=Duty.State.AVAILABLE)
    tickets, duties = (set(_held(rows)) for rows in (waiting, free))
    there = [(ticket, duty) for ticket, duty in pairs if ticket.pk in tickets and duty.pk in duties]
    if there:
        Ticket.objects.filter(pk__in=[ticket.pk for ticket, _ in there]).update(state=Ticket.State.OFFERED, notice="")
        now = clock.now()
        Duty.objects.filter(pk__in=[duty.pk for _, duty in there]).update(state=Duty.State.OFFERED, since=now)
    for ticket, duty in there:
        ticket.state, ticket.notice, duty.state = Ticket.State.OFFERED, "", Duty.State.OFFERED
    return there


def _held(rows: QuerySet[Any]) -> list[int]:
    return list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))


def note(actor: Actor | None, conference_id: int, on: str, what: str) -> None:
    audit.record(actor or Actor(conference_id=conference_id), what, on=on)


def tell_both(offer: Offer) -> None:
    tell_ticket(offer.ticket_id)
    tell_duty(offer.duty_id)


def tell_offer(offer: Offer) -> None:
    """Both sides of an offer that was just made, of which everything is at hand."""
    tell(offer.ticket, telling.ticket_data(offer.ticket, offer))
    _tell_duty(offer.duty, telling.duty_data(offer.duty, offer))


def tell_ticket(pk: int) -> None:
    ticket = queries.ticket(pk)
    tell(ticket, telling.ticket_data(ticket))


def tell(ticket: Ticket, data: events.TicketData) -> None:
    stream = f"user:{ticket.mentee.person_id}"
    log.append(News(stream, events.TICKET, data, subject=f"ticket:{ticket.pk}", rewrites=True))


def tell_duty(pk: int) -> None:
    duty = Duty.objects.select_related("mentor__membership", "conference").get(pk=pk)
    _tell_duty(duty, telling.duty_data(duty))


def _tell_duty(duty: Duty, data: events.DutyData) -> None:
    stream = f"user:{duty.mentor.membership.person_id}"
    log.append(News(stream, events.DUTY, data, subject=f"duty:{duty.pk}", rewrites=True))


def tell_board(conference: Conference) -> None:
    name = f"queue:{conference.pk}"
    log.append(News(name, events.BOARD, telling.board_data(conference), subject=name, rewrites=True))
