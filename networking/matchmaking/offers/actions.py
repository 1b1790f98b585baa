"""Who is offered to whom, and what the two say. Locks in order: people, the queue, rows."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.notices import actions as notices
from accounts.notices.models import Notice
from core import clock
from core.actor import Actor
from core.errors import Conflict
from core.models import Conference
from core.unit import inside, unit_of_work
from networking.chats import actions as chats
from networking.chats.models import Chat
from networking.matchmaking import gathering, pairing, queries
from networking.matchmaking.changes import actions as changes
from networking.matchmaking.gathering import Moment
from networking.matchmaking.models import Duty, Offer, Ticket
from networking.matchmaking.pairing import OnDuty, Waiting
from networking.mentors import locks
from networking.mentors.models import Topic

OFFER_LASTS = timedelta(seconds=60)
PAUSE = timedelta(minutes=3)
MISSES = 2
TOGETHER = 20  # pairs in one transaction: whoever joins or answers meanwhile waits for that long
Planned = tuple[Waiting, OnDuty]
logger = logging.getLogger(__name__)


def pair(conference: Conference) -> int:
    """Offer those who wait to those who are free, as the plan of this moment says; how many offers were made.

    By the tick outside of any transaction: the plan is read without a lock, and TOGETHER pairs at a time are offered in
    a short unit, which leaves what changed meanwhile to the next tick; a worker that dies leaves whole pairs behind. By
    a command inside its unit, which holds the lock of the queue: somebody came or became free, so it is a pair or two.
    """
    if not gathering.anything_to_pair(conference.pk):
        return 0
    now = clock.now()
    there = gathering.moment(conference.pk, scored=True)
    kept_apart = gathering.apart(conference.pk, there, now)
    load, worth = queries.load(conference.pk), queries.worth(conference.pk)
    planned = pairing.plan(there.waiting, there.free, there.serving, now, kept_apart, load, worth)
    return _offer_all(conference, there, planned) if planned else 0


def _offer_all(conference: Conference, there: Moment, planned: Sequence[Planned]) -> int:
    names = dict(Topic.objects.filter(conference=conference).values_list("pk", "name"))
    parts = [planned[begin : begin + TOGETHER] for begin in range(0, len(planned), TOGETHER)]
    return sum(_offer_part(conference, there, part, names) for part in parts)


def _offer_part(conference: Conference, there: Moment, part: Sequence[Planned], names: dict[int, str]) -> int:
    """Some pairs in one transaction. If that fails, each in one of its own: what fails alone holds nobody else up.

    Inside the unit of a command nothing is tried again: what failed there takes the command with it.
    """
    try:
        with unit_of_work():
            return _offer(conference, there, part, names)
    except Exception:
        if inside():
            raise
        logger.exception("offering failed", extra={"conference": conference.pk, "pairs": len(part)})
        if len(part) == 1:
            return 0
    return sum(_offer_part(conference, there, [one], names) for one in part)


def _offer(conference: Conference, there: Moment, part: Sequence[Planned], names: dict[int, str]) -> int:
    """Both of each pair to "offered" with their offer; without who moved on or was kept apart since the plan."""
    locks.queue(conference.pk)
    kept_apart = gathering.apart(conference.pk, gathering.again(there, part), clock.now())
    mine = {(one.ticket, other.duty): (one, other) for one, other in part}
    tickets, duties = queries.drafts(pair for key, pair in mine.items() if key not in kept_apart)
    drafted = [(tickets[a], duties[b]) for a, b in mine if a in tickets and b in duties]
    now = clock.now()
    offers = Offer.objects.bulk_create(
        Offer(
            ticket=ticket, duty=duty, made_at=now, expires_at=now + OFFER_LASTS,
            reasons=pairing.shared_reasons(*mine[ticket.pk, duty.pk], names),
        )
        for ticket, duty in changes.offered(drafted)
    )  # fmt: skip
    for offer in offers:
        for what, on in (("ticket.offered", offer.ticket), ("duty.offered", offer.duty), ("offer.live", offer)):
            changes.note(None, conference.pk, f"{what.split('.')[0]}:{on.pk}", what)
        changes.tell_offer(offer)
    notices.send_each(*(notice for offer in offers for notice in _rings(offer)))
    return len(offers)


def _rings(offer: Offer) -> list[Notice]:
    """Also who looks elsewhere hears of it, as long as the offer stands."""
    ticket, duty = offer.ticket, offer.duty
    sides = (
        (ticket.mentee.person_id, duty.mentor.membership, "queue"),
        (duty.mentor.membership.person_id, ticket.mentee, "duty"),
    )
    return [
        notices.draft(
            person, key=f"offer:{offer.pk}", kind="queue.offer", urgent=True, conference=ticket.conference,
            title=_("%(name)s has time for a chat now") % {"name": other.shown_name},
            url=reverse(page, args=[ticket.conference.slug]), until=offer.expires_at,
        )
        for person, other, page in sides
    ]  # fmt: skip


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
