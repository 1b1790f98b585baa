"""The only writers of tickets, duties and offers. Locks in order: people, the queue, rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Membership
from core import audit, clock
from core.actor import Actor
from core.errors import Conflict, Forbidden, Invalid
from core.models import Conference
from networking.chats import actions as chats
from networking.chats import queries as chat_queries
from networking.chats import states as chat_states
from networking.chats.models import Chat
from networking.matchmaking import events, pairing, queries
from networking.matchmaking.models import Duty, Offer, Ticket
from networking.matchmaking.pairing import OnDuty, Waiting
from networking.mentors import apart, busy, cells, locks
from networking.mentors.models import MentorProfile, Topic
from realtime import log
from realtime.log import News

OFFER_LASTS = timedelta(seconds=60)
REST = timedelta(seconds=120)
PAUSE = timedelta(minutes=3)
PATIENCE = timedelta(hours=2)
MISSES = 2


# -- the line


def open_ticket(actor: Actor, conference: Conference, topics: Sequence[int], question: str) -> Ticket:
    """Join the line, or find oneself in it: one open ticket per mentee, not per tab."""
    locks.people(actor.person_id or 0)
    locks.queue(conference.pk)
    there = queries.open_ticket(actor.membership_id)
    if there is not None:
        return there
    known = list(Topic.objects.filter(conference=conference, pk__in=set(topics)))
    if len(known) != len(set(topics)):
        raise Invalid("ticket.unknown_topic", _("Choose topics from the list."), field="topics")
    ticket = Ticket.objects.create(
        conference=conference, mentee_id=actor.membership_id or 0, question=question, joined_at=clock.now()
    )
    ticket.topics.set(known)
    _note(actor, ticket.conference_id, f"ticket:{ticket.pk}", "ticket.waiting")
    pair(conference)
    _tell_ticket(ticket.pk)
    _tell_board(conference)
    return ticket


def leave(actor: Actor, ticket: Ticket) -> None:
    """Leave the line; a live offer is withdrawn and its mentor free again."""
    locks.queue(ticket.conference_id)
    offered = queries.live_offer(ticket=ticket)
    if offered and _move_offer(offered, Offer.State.WITHDRAWN):
        _move_duty(offered.duty, Duty.State.OFFERED, Duty.State.AVAILABLE)
        _tell_duty(offered.duty_id)
    was = (Ticket.State.WAITING, Ticket.State.OFFERED)
    if not _move_ticket(ticket, was, Ticket.State.LEFT, ended_at=clock.now(), notice=""):
        raise Conflict("ticket.moved_on", _("You are not in the line any more."))
    pair(ticket.conference)
    _tell_ticket(ticket.pk)
    _tell_board(ticket.conference)


# -- duty


def set_duty(actor: Actor, profile: MentorProfile, on: bool) -> Duty:
    """Go on or off duty. Off duty during an offer withdraws it, during a chat comes true after it."""
    if not profile.approved:
        raise Forbidden("mentor.not_approved", _("Your offer to mentor waits for approval."))
    locks.queue(profile.conference_id)
    conference = profile.membership.conference
    duty, _fresh = Duty.objects.get_or_create(mentor=profile, defaults={"conference": conference, "since": clock.now()})
    if on:
        _move_duty(duty, (Duty.State.OFF, Duty.State.PAUSED), Duty.State.AVAILABLE, until=None, missed=0)
        Duty.objects.filter(pk=duty.pk).update(leaving=False)
    else:
        _go_off(duty)
    pair(conference)
    _tell_duty(duty.pk)
    _tell_board(conference)
    return duty


def _go_off(duty: Duty) -> None:
    if Duty.objects.filter(pk=duty.pk, state=Duty.State.IN_CHAT).update(leaving=True):
        return
    offered = queries.live_offer(duty=duty)
    if offered and _move_offer(offered, Offer.State.WITHDRAWN):
        _put_back(offered.ticket, offered.duty)
    _move_duty(duty, tuple(Duty.State.values), Duty.State.OFF, until=None)


# -- pairing


def pair(conference: Conference) -> int:
    """Offer those who wait to those who are free, as the plan of this moment says; how many offers were made.

    What is private is asked of planned pairs only; one that may not meet is planned anew without it. Callers hold the
    lock of the queue.
    """
    made, tried = 0, queries.tried(conference.pk)
    while waiting := queries.waiting(conference.pk):
        serving = queries.on_duty(conference.pk)
        free = [queries.as_on_duty(d) for d in serving if d.state == Duty.State.AVAILABLE]
        everybody, load = [queries.as_on_duty(d) for d in serving], queries.load(conference.pk)
        again = False
        for one, other in pairing.plan(waiting, free, everybody, clock.now(), tried, load):
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
    ticket, duty = queries.ticket(one.ticket), Duty.objects.get(pk=other.duty)
    _move_ticket(ticket, (Ticket.State.WAITING,), Ticket.State.OFFERED, notice="")
    _move_duty(duty, Duty.State.AVAILABLE, Duty.State.OFFERED)
    offer = Offer.objects.create(
        ticket=ticket, duty=duty, made_at=now, expires_at=now + OFFER_LASTS,
        reasons=pairing.shared_reasons(one, other, names),
    )  # fmt: skip
    _note(None, ticket.conference_id, f"offer:{offer.pk}", "offer.live")
    _tell_ticket(ticket.pk)
    _tell_duty(duty.pk)


# -- offers


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
        _tell_both(offer)
        return None
    return _connect(offer)


def _connect(offer: Offer) -> Chat:
    ticket, duty = offer.ticket, offer.duty
    chat = chats.start_live(duty.mentor, ticket.mentee, ticket.question)
    now = clock.now()
    moved = (
        _move_offer(offer, Offer.State.ACCEPTED),
        _move_ticket(ticket, (Ticket.State.OFFERED,), Ticket.State.CONNECTING, chat=chat, matched_at=now),
        _move_duty(duty, Duty.State.OFFERED, Duty.State.IN_CHAT, chat=chat, missed=0),
    )
    if not all(moved):
        raise _stale()
    _tell_both(offer)
    _tell_board(ticket.conference)
    return chat


def decline(actor: Actor, offer: Offer, side: str) -> None:
    """Say no. The mentee of a mentor's no keeps her place; after her own she starts at the end of the line."""
    locks.queue(offer.conference_id)
    if not _move_offer(offer, Offer.State.DECLINED):
        raise _stale()
    if side == "mentor":
        _put_back(offer.ticket, offer.duty)
    else:
        _move_ticket(offer.ticket, (Ticket.State.OFFERED,), Ticket.State.WAITING, joined_at=clock.now())
    _move_duty(offer.duty, Duty.State.OFFERED, Duty.State.AVAILABLE, missed=0)
    _after(offer)


def time_out(offer: Offer) -> bool:
    """End an offer whose minute is up; False when somebody else ended it. Whoever was silent bears it."""
    locks.queue(offer.conference_id)
    offer.refresh_from_db(fields=["mentor_agreed", "mentee_agreed", "state"])
    if not _move_offer(offer, Offer.State.TIMED_OUT):
        return False
    if offer.mentor_agreed:
        _move_ticket(offer.ticket, (Ticket.State.OFFERED,), Ticket.State.EXPIRED, ended_at=clock.now())
        _move_duty(offer.duty, Duty.State.OFFERED, Duty.State.AVAILABLE)
    else:
        _put_back(offer.ticket, offer.duty)
        _missed(offer.duty)
    _after(offer)
    return True


def _missed(duty: Duty) -> None:
    """A missed offer pauses for a while; the second in a row goes off duty."""
    missed = duty.missed + 1
    if missed >= MISSES:
        _move_duty(duty, Duty.State.OFFERED, Duty.State.OFF, missed=0)
    else:
        _move_duty(duty, Duty.State.OFFERED, Duty.State.PAUSED, missed=missed, until=clock.now() + PAUSE)


def _put_back(ticket: Ticket, duty: Duty) -> None:
    """Back to the old place in the line. Declined, missed and gone read the same."""
    name = duty.mentor.membership.shown_name
    _move_ticket(ticket, (Ticket.State.OFFERED,), Ticket.State.WAITING, notice=name[:80])


def _after(offer: Offer) -> None:
    pair(offer.ticket.conference)
    _tell_both(offer)
    _tell_board(offer.ticket.conference)


def _stale() -> Conflict:
    return Conflict("offer.stale", _("This offer is over."))


# -- what comes by itself


def expire(ticket: Ticket) -> bool:
    """End a ticket nobody could serve for very long."""
    locks.queue(ticket.conference_id)
    moved = _move_ticket(ticket, (Ticket.State.WAITING,), Ticket.State.EXPIRED, ended_at=clock.now())
    if moved:
        _tell_ticket(ticket.pk)
        _tell_board(ticket.conference)
    return moved


def resume(duty: Duty) -> bool:
    """End a rest or a pause whose time is up."""
    locks.queue(duty.conference_id)
    was = (Duty.State.COOLDOWN, Duty.State.PAUSED)
    if not _move_duty(duty, was, Duty.State.AVAILABLE, until=None):
        return False
    pair(duty.conference)
    _tell_duty(duty.pk)
    _tell_board(duty.conference)
    return True


def follow_chat(chat: Chat) -> None:
    """The queue's part of a chat that moved on: in the chat, done, rest."""
    if chat.kind != Chat.Kind.LIVE:
        return
    locks.queue(chat.conference_id)
    over = chat.state in chat_states.FINAL
    for ticket in Ticket.objects.filter(chat=chat).select_related("conference"):
        was = (Ticket.State.CONNECTING, Ticket.State.IN_CHAT)
        if over:
            _move_ticket(ticket, was, Ticket.State.DONE, ended_at=clock.now())
        elif chat.state == Chat.State.LIVE:
            _move_ticket(ticket, was[:1], Ticket.State.IN_CHAT)
        _tell_ticket(ticket.pk)
    for duty in Duty.objects.filter(chat=chat, state=Duty.State.IN_CHAT) if over else ():
        to = Duty.State.OFF if duty.leaving else Duty.State.COOLDOWN
        until = None if duty.leaving else clock.now() + REST
        _move_duty(duty, Duty.State.IN_CHAT, to, until=until, leaving=False, chat=None)
        _tell_duty(duty.pk)
    if over:
        _tell_board(Conference.objects.get(pk=chat.conference_id))


def tell_places(conference: Conference) -> int:
    """Tell those whose place in the line changed since they were told; how many."""
    line = queries.waiting(conference.pk)
    told = dict(Ticket.objects.filter(pk__in=[w.ticket for w in line]).values_list("pk", "told_place"))
    changed = 0
    for one in line:
        place = pairing.place(one, line)
        if told.get(one.ticket) != place:
            Ticket.objects.filter(pk=one.ticket).update(told_place=place)
            _tell_ticket(one.ticket)
            changed += 1
    return changed


# -- compare and set


def _move_ticket(ticket: Ticket, was: Sequence[str], to: str, **changes: Any) -> bool:
    moved = Ticket.objects.filter(pk=ticket.pk, state__in=list(was)).update(state=to, **changes) == 1
    if moved:
        _note(None, ticket.conference_id, f"ticket:{ticket.pk}", f"ticket.{to}")
    return moved


def _move_duty(duty: Duty, was: str | Sequence[str], to: str, **changes: Any) -> bool:
    before = [was] if isinstance(was, str) else list(was)
    rows = Duty.objects.filter(pk=duty.pk, state__in=before).exclude(state=to)
    moved = rows.update(state=to, since=clock.now(), **changes) == 1
    if moved:
        _note(None, duty.conference_id, f"duty:{duty.pk}", f"duty.{to}")
    return moved


def _move_offer(offer: Offer, to: str) -> bool:
    """Of several who end an offer at once, one does."""
    moved = Offer.objects.filter(pk=offer.pk, state=Offer.State.LIVE).update(state=to) == 1
    if moved:
        _note(None, offer.conference_id, f"offer:{offer.pk}", f"offer.{to}")
    return moved


def _note(actor: Actor | None, conference_id: int, on: str, what: str) -> None:
    audit.record(actor or Actor(conference_id=conference_id), what, on=on)


# -- telling


def _tell_both(offer: Offer) -> None:
    _tell_ticket(offer.ticket_id)
    _tell_duty(offer.duty_id)


def _tell_ticket(pk: int) -> None:
    ticket = queries.ticket(pk)
    stream = f"user:{ticket.mentee.person_id}"
    log.append(News(stream, events.TICKET, queries.ticket_data(ticket), subject=f"ticket:{pk}", rewrites=True))


def _tell_duty(pk: int) -> None:
    duty = Duty.objects.select_related("mentor__membership", "conference").get(pk=pk)
    stream = f"user:{duty.mentor.membership.person_id}"
    log.append(News(stream, events.DUTY, queries.duty_data(duty), subject=f"duty:{pk}", rewrites=True))


def _tell_board(conference: Conference) -> None:
    name = f"queue:{conference.pk}"
    log.append(News(name, events.BOARD, queries.board_data(conference), subject=name, rewrites=True))


def erase(person_id: int) -> None:
    """Take a person out of the queue: offers withdrawn, her places and duties gone, others told."""
    for membership in Membership.objects.filter(person_id=person_id).select_related("conference"):
        locks.queue(membership.conference_id)
        _erase_tickets(membership)
        _erase_duty(membership)
        _tell_board(membership.conference)
    # The name of a mentor who had no time is a note for one reader: it goes as well
    names = Membership.objects.filter(person_id=person_id).values_list("person__display_name", "pseudonym")
    Ticket.objects.filter(notice__in=[name for pair_ in names for name in pair_ if name]).update(notice="")


def _erase_tickets(membership: Membership) -> None:
    for offered in Offer.objects.filter(ticket__mentee=membership).select_related("duty__mentor"):
        _move_offer(offered, Offer.State.WITHDRAWN)
        _move_duty(offered.duty, Duty.State.OFFERED, Duty.State.AVAILABLE)
        _tell_duty(offered.duty_id)
    Ticket.objects.filter(mentee=membership).delete()


def _erase_duty(membership: Membership) -> None:
    duty = queries.duty_of(membership.pk)
    if duty is None:
        return
    tickets = [offered.ticket for offered in Offer.objects.filter(duty=duty).select_related("ticket")]
    for ticket in tickets:
        _move_ticket(ticket, (Ticket.State.OFFERED,), Ticket.State.WAITING)
    Offer.objects.filter(duty=duty).delete()
    Duty.objects.filter(pk=duty.pk).delete()
    for ticket in tickets:
        _tell_ticket(ticket.pk)
