"""What chats and erased people mean for the live queue. The parts: `line`, `desk`, `offers`, all upon `changes`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from accounts.models import Membership
from core import clock
from core.models import Conference
from networking.chats import states as chat_states
from networking.chats.models import Chat
from networking.matchmaking import queries
from networking.matchmaking.changes import actions as changes
from networking.matchmaking.models import Duty, DutyWindow, Offer, Ticket
from networking.mentors import locks

REST = timedelta(seconds=120)


def follow_chat(chat: Chat) -> None:
    """The queue's part of a chat that moved on: in the chat, done, rest."""
    if chat.kind != Chat.Kind.LIVE:
        return
    locks.queue(chat.conference_id)
    over = chat.state in chat_states.FINAL
    for ticket in Ticket.objects.filter(chat=chat).select_related("conference"):
        was = (Ticket.State.CONNECTING, Ticket.State.IN_CHAT)
        if over:
            changes.move_ticket(ticket, was, Ticket.State.DONE, ended_at=clock.now())
        elif chat.state == Chat.State.LIVE:
            changes.move_ticket(ticket, was[:1], Ticket.State.IN_CHAT)
        changes.tell_ticket(ticket.pk)
    for duty in Duty.objects.filter(chat=chat, state=Duty.State.IN_CHAT) if over else ():
        to = Duty.State.OFF if duty.leaving else Duty.State.COOLDOWN
        until = None if duty.leaving else clock.now() + REST
        changes.move_duty(duty, Duty.State.IN_CHAT, to, until=until, leaving=False, chat=None)
        changes.tell_duty(duty.pk)
    if over:
        changes.tell_board(Conference.objects.get(pk=chat.conference_id))


def erase(person_id: int) -> None:
    """Take a person out of the queue: offers withdrawn, her places and duties gone, others told."""
    for membership in Membership.objects.filter(person_id=person_id).select_related("conference"):
        locks.queue(membership.conference_id)
        _erase_tickets(membership)
        _erase_duty(membership)
        changes.tell_board(membership.conference)
    # The name of a mentor who had no time is a note for one reader: it goes as well
    names = Membership.objects.filter(person_id=person_id).values_list("person__display_name", "pseudonym")
    Ticket.objects.filter(notice__in=[name for pair_ in names for name in pair_ if name]).update(notice="")


def _erase_tickets(membership: Membership) -> None:
    for offered in Offer.objects.filter(ticket__mentee=membership).select_related("duty__mentor"):
        changes.move_offer(offered, Offer.State.WITHDRAWN)
        changes.move_duty(offered.duty, Duty.State.OFFERED, Duty.State.AVAILABLE)
        changes.tell_duty(offered.duty_id)
    Ticket.objects.filter(mentee=membership).delete()


def _erase_duty(membership: Membership) -> None:
    duty = queries.duty_of(membership.pk)
    if duty is None:
        return
    tickets = [offered.ticket for offered in Offer.objects.filter(duty=duty).select_related("ticket")]
    for ticket in tickets:
        changes.move_ticket(ticket, (Ticket.State.OFFERED,), Ticket.State.WAITING)
    Offer.objects.filter(duty=duty).delete()
    Duty.objects.filter(pk=duty.pk).delete()
    for ticket in tickets:
        changes.tell_ticket(ticket.pk)


def erase_windows(person_id: int) -> None:
    DutyWindow.objects.filter(mentor__membership__person_id=person_id).delete()


def forget(conferences: Sequence[int]) -> int:
    """Drop places in the line, duties and their windows, and with them the offers; how many rows went."""
    gone = Ticket.objects.filter(conference__in=conferences).delete()[0]
    gone += DutyWindow.objects.filter(mentor__membership__conference__in=conferences).delete()[0]
    return gone + Duty.objects.filter(conference__in=conferences).delete()[0]
