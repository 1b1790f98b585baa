"""Who is offered to whom, and what the two say. Locks in order: people, the queue, rows."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.notices import actions as notices
from core import clock
from core.actor import Actor
from core.errors import Conflict
from core.models import Conference
from core.unit import unit_of_work
from networking.chats import actions as chats
from networking.chats.models import Chat
from networking.matchmaking import gathering, pairing, queries
from networking.matchmaking.changes import actions as changes
from networking.matchmaking.models import Duty, Offer, Ticket
from networking.matchmaking.pairing import OnDuty, Waiting
from networking.mentors import apart, locks
from networking.mentors.models import Topic

OFFER_LASTS = timedelta(seconds=60)
PAUSE = timedelta(minutes=3)
MISSES = 2


def pair(conference: Conference) -> int:
    """Offer those who wait to those who are free, as the plan of this moment says; how many offers were made.

    By the tick outside of any transaction: the plan is read without a lock, and each pair is offered in a short unit of
    its own, which leaves what changed meanwhile to the next tick; a worker that dies leaves whole pairs behind. By a
    command inside its unit, which holds the lock of the queue: somebody came or became free, so it is a pair or two.
    """
    if not gathering.anything_to_pair(conference.pk):
        return 0
    now = clock.now()
    there = gathering.moment(conference.pk, scored=True)
    kept_apart = gathering.apart(conference.pk, there, now)
    load, worth = queries.load(conference.pk), queries.worth(conference.pk)
    planned = pairing.plan(there.waiting, there.free, there.serving, now, kept_apart, load, worth)
    return _offer_all(conference, planned) if planned else 0


def _offer_all(conference: Conference, planned: Sequence[tuple[Waiting, OnDuty]]) -> int:
    tickets, duties = queries.drafts(planned)
    names = dict(Topic.objects.filter(conference=conference).values_list("pk", "name"))
    made = 0
    for one, other in planned:
        reasons = pairing.shared_reasons(one, other, names)
        with suppress(_Gone), unit_of_work():
            locks.queue(conference.pk)
            _offer(tickets[one.ticket], duties[other.duty], reasons)
            made += 1
    return made


class _Gone(Exception):
    """One of a planned pair is not there any more, or the two were kept apart meanwhile."""


def _offer(ticket: Ticket, duty: Duty, reasons: list[str]) -> None:
    """Both to "offered" with their offer, or nothing. Raises _Gone."""
    mentee, mentor, now = ticket.mentee.person_id, duty.mentor.membership.person_id, clock.now()
    if not changes.both_offered(ticket, duty) or apart.of(mentee, ticket.conference_id, {mentor}):
        raise _Gone
    offer = Offer.objects.create(
        ticket=ticket, duty=duty, made_at=now, expires_at=now + OFFER_LASTS, reasons=reasons
    )  # fmt: skip
    for what, on in (("ticket.offered", ticket), ("duty.offered", duty), ("offer.live", offer)):
        changes.note(None, ticket.conference_id, f"{what.split('.')[0]}:{on.pk}", what)
    changes.tell_offer(offer)
    _ring(offer, ticket, duty)


def _ring(offer: Offer, ticket: Ticket, duty: Duty) -> None:
    """Also who looks elsewhere hears of it, as long as the offer stands."""
    conference = ticket.conference
    until = offer.expires_at
    sides = (
        (ticket.mentee.person_id, duty.mentor.membership, "queue"),
        (duty.mentor.membership.person_id, ticket.mentee, "duty"),
    )
    for person, other, page in sides:
        title = _("%(name)s has time for a chat now") % {"name": other.shown_name}
        notices.send(
            person, key=f"offer:{offer.pk}", kind="queue.offer", title=title, url=reverse(page, args=[conference.slug]),
            urgent=True, conference=conference, until=until,
        )  # fmt: skip


def accept(actor: Actor, offer: Offer, side: str) -> Chat | None:
    """Say yes. With the second yes the chat is there and open; before, None.

    Raises Conflict for an offer that is over, also when its minute is up but nobody swept it yet.
    """
    locks.people(offer.ticket.mentee.person_id, offer.duty.mentor.membership.person_id)
    locks.queue(offer.conference_id)
    agreed = {f"{side}_agreed": True}
    live = Offer.objects.filter(pk=offer.pk, state=Offer.State.LIVE, expires_at__gt=clock.now())
    if live.update(**agreed) != 1:
        raise _stale()
    offer.refresh_from_db(fields=["mentor_agreed", "mentee_agreed", "state"])
    if not (offer.mentor_agreed and offer.mentee_agreed):
        changes.tell_both(offer)
        return None
    return _connect(offer)


def _connect(offer: Offer) -> Chat:
    ticket, duty = offer.ticket, offer.duty
    chat = chats.start_live(duty.mentor, ticket.mentee, ticket.question)
    now = clock.now()
    moved = (
        changes.move_offer(offer, Offer.State.ACCEPTED),
        changes.move_ticket(ticket, (Ticket.State.OFFERED,), Ticket.State.CONNECTING, chat=chat, matched_at=now),
        changes.move_duty(duty, Duty.State.OFFERED, Duty.State.IN_CHAT, chat=chat, missed=0),
    )
    if not all(moved):
        raise _stale()
    changes.tell_both(offer)
    changes.tell_board(ticket.conference)
    return chat


def decline(actor: Actor, offer: Offer, side: str) -> None:
    """Say no. The mentee of a mentor's no keeps her place; after her own she starts at the end of the line."""
    locks.queue(offer.conference_id)
    if not changes.move_offer(offer, Offer.State.DECLINED):
        raise _stale()
    if side == "mentor":
        put_back(offer.ticket, offer.duty)
    else:
        changes.move_ticket(offer.ticket, (Ticket.State.OFFERED,), Ticket.State.WAITING, joined_at=clock.now())
    changes.move_duty(offer.duty, Duty.State.OFFERED, Duty.State.AVAILABLE, missed=0)
    after(offer)


def time_out(offer: Offer) -> bool:
    """End an offer whose minute is up; False when somebody else ended it. Whoever was silent bears it."""
    locks.queue(offer.conference_id)
    offer.refresh_from_db(fields=["mentor_agreed", "mentee_agreed", "state"])
    if not changes.move_offer(offer, Offer.State.TIMED_OUT):
        return False
    if offer.mentor_agreed:
        changes.move_ticket(offer.ticket, (Ticket.State.OFFERED,), Ticket.State.EXPIRED, ended_at=clock.now())
        changes.move_duty(offer.duty, Duty.State.OFFERED, Duty.State.AVAILABLE)
    else:
        put_back(offer.ticket, offer.duty)
        _missed(offer.duty)
    after(offer)
    return True


def _missed(duty: Duty) -> None:
    """A missed offer pauses for a while; the second in a row goes off duty."""
    missed = duty.missed + 1
    if missed >= MISSES:
        changes.move_duty(duty, Duty.State.OFFERED, Duty.State.OFF, missed=0)
    else:
        changes.move_duty(duty, Duty.State.OFFERED, Duty.State.PAUSED, missed=missed, until=clock.now() + PAUSE)


def put_back(ticket: Ticket, duty: Duty) -> None:
    """Back to the old place in the line. Declined, missed and gone read the same."""
    name = duty.mentor.membership.shown_name
    changes.move_ticket(ticket, (Ticket.State.OFFERED,), Ticket.State.WAITING, notice=name[:80])


def after(offer: Offer) -> None:
    """What follows when an offer came to nothing: who is free is offered anew, and both are told."""
    pair(offer.ticket.conference)
    changes.tell_both(offer)
    changes.tell_board(offer.ticket.conference)


def _stale() -> Conflict:
    return Conflict("offer.stale", _("This offer is over."))
