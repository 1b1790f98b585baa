"""Who is offered to whom, and what the two say. Locks in order: people, the queue, rows."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.notices import actions as notices
from core import clock
from core.actor import Actor
from core.errors import Conflict
from core.models import Conference
from networking.chats import actions as chats
from networking.chats import queries as chat_queries
from networking.chats.models import Chat
from networking.matchmaking import pairing, queries
from networking.matchmaking.changes import actions as changes
from networking.matchmaking.models import Duty, Offer, Ticket
from networking.matchmaking.pairing import OnDuty, Waiting
from networking.mentors import apart, busy, cells, locks
from networking.mentors.models import Topic

OFFER_LASTS = timedelta(seconds=60)
PAUSE = timedelta(minutes=3)
MISSES = 2


def pair(conference: Conference) -> int:
    """Offer those who wait to those who are free, as the plan of this moment says; how many offers were made.

    What is private is asked of planned pairs only; one that may not meet is planned anew without it. Callers hold the
    lock of the queue.
    """
    made, tried, worth = 0, queries.tried(conference.pk), queries.worth(conference.pk)
    while waiting := queries.waiting(conference.pk):
        serving = queries.on_duty(conference.pk)
        free = [queries.as_on_duty(d) for d in serving if d.state == Duty.State.AVAILABLE]
        everybody, load = [queries.as_on_duty(d) for d in serving], queries.load(conference.pk)
        again = False
        for one, other in pairing.plan(waiting, free, everybody, clock.now(), tried, load, worth):
            if _may_meet(conference.pk, one, other):
                _offer(one, other)
                made += 1
            else:
                tried.add((one.ticket, other.duty))
                again = True
        if not again:
            break
    return made


def _may_meet(conference_id: int, one: Waiting, other: OnDuty) -> bool:
    if apart.of(one.person, conference_id, {other.person}):
        return False
    if chat_queries.met(other.member, one.member):
        return False
    now = clock.now()
    taken = busy.of({one.person, other.person}, cells.floor(now), cells.ceil(now + cells.LIVE_CHAT))
    return not taken.get(one.person) and not taken.get(other.person)


def _offer(one: Waiting, other: OnDuty) -> None:
    names = dict(Topic.objects.filter(pk__in=one.topics & other.topics).values_list("pk", "name"))
    now = clock.now()
    ticket, duty = queries.ticket(one.ticket), queries.duty(other.duty)
    changes.move_ticket(ticket, (Ticket.State.WAITING,), Ticket.State.OFFERED, notice="")
    changes.move_duty(duty, Duty.State.AVAILABLE, Duty.State.OFFERED)
    offer = Offer.objects.create(
        ticket=ticket, duty=duty, made_at=now, expires_at=now + OFFER_LASTS,
        reasons=pairing.shared_reasons(one, other, names),
    )  # fmt: skip
    changes.note(None, ticket.conference_id, f"offer:{offer.pk}", "offer.live")
    changes.tell_ticket(ticket.pk)
    changes.tell_duty(duty.pk)
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
    _after(offer)


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
    _after(offer)
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


def _after(offer: Offer) -> None:
    pair(offer.ticket.conference)
    changes.tell_both(offer)
    changes.tell_board(offer.ticket.conference)


def _stale() -> Conflict:
    return Conflict("offer.stale", _("This offer is over."))
