"""What mentees and mentors may do at the live queue."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.urls import reverse
from pydantic import Field

from accounts import queries as people
from core import permissions
from core.actor import Actor
from core.commands import Limit, Result, command
from core.errors import NotFound
from core.models import Conference
from core.payload import Clock, Flag, Id, Line, Payload, Slug
from networking.matchmaking import queries, rules
from networking.matchmaking.desk import actions as desk
from networking.matchmaking.line import actions as line
from networking.matchmaking.models import DutyWindow, Offer, Ticket
from networking.matchmaking.offers import actions as offers
from networking.mentors import queries as mentors

BOOK, SERVE = "mentor.book", "mentor.serve"
PEERS = permissions.declare("peers.serve", "Be there for peers in the live queue", roles=["ambassador"])
WATCH = permissions.declare("queue.watch", "See the duty desk of the live queue", roles=["ambassador", "coordinator"])


class SetDuty(Payload):
    conference: Slug
    on: Flag


@command(
    "duty.set", schema=SetDuty, subject=lambda data: people.conference(data.conference), permission=SERVE,
    limit=Limit(60, 3600),
)  # fmt: skip
def set_duty(actor: Actor, conference: Conference, data: SetDuty) -> Result:
    """Go on duty at the live queue, or off."""
    profile = mentors.profile_of(actor.membership_id)
    if profile is None:
        raise NotFound("mentor.no_profile", "Say first what you can help with.")
    duty = desk.set_duty(actor, profile, data.on)
    return {"duty": duty.pk}


class Here(Payload):
    conference: Slug


@command(
    "duty.here", schema=Here, subject=lambda data: people.conference(data.conference), permission="joined",
    limit=Limit(600, 3600), fleeting=True,
)  # fmt: skip
def here(actor: Actor, conference: Conference, data: Here) -> Result:
    """A sign of life of the page on duty; who was cut off within her declared time goes on."""
    duty = queries.duty_of(actor.membership_id)
    if duty is None:
        raise NotFound("duty.none", "You are not on duty here.")
    desk.here(duty)
    return {"duty": duty.pk}


class Window(Payload):
    conference: Slug
    day: date
    start: Clock
    end: Clock


@command(
    "duty.declare", schema=Window, subject=lambda data: people.conference(data.conference), permission=SERVE,
    limit=Limit(60, 3600), form="networking/matchmaking/_window_form.html",
)  # fmt: skip
def declare(actor: Actor, conference: Conference, data: Window) -> Result:
    """Say beforehand when one is on duty at the live queue, by one's own clock."""
    profile = mentors.profile_of(actor.membership_id)
    if profile is None:
        raise NotFound("mentor.no_profile", "Say first what you can help with.")
    made = desk.declare_window(actor, profile, data.day, data.start, data.end)
    return {"window": made.pk, "url": reverse("duty", args=[conference.slug])}


class OneWindow(Payload):
    window: Id


@command(
    "duty.drop", schema=OneWindow, subject=lambda data: queries.window(data.window), permission="joined",
    rule=rules.owns_window, limit=Limit(60, 3600),
)  # fmt: skip
def drop(actor: Actor, window: DutyWindow, data: OneWindow) -> Result:
    """Take a declared time on duty back."""
    desk.drop_window(window)
    return {"window": data.window}


@command(
    "peers.serve", schema=SetDuty, subject=lambda data: people.conference(data.conference), permission=PEERS,
    limit=Limit(60, 3600),
)  # fmt: skip
def serve_peers(actor: Actor, conference: Conference, data: SetDuty) -> Result:
    """Be there as an ambassador for peers who wait, or not any more."""
    duty = desk.serve_peers(actor, people.membership(actor.membership_id or 0), data.on)
    return {"duty": duty.pk}


class OpenTicket(Payload):
    conference: Slug
    topics: Annotated[list[Id], Field(max_length=5)] = []
    question: Annotated[str, Line(300)] = ""


@command(
    "ticket.open", schema=OpenTicket, subject=lambda data: people.conference(data.conference), permission=BOOK,
    limit=Limit(30, 3600), form="networking/matchmaking/_ticket_form.html",
)  # fmt: skip
def open_ticket(actor: Actor, conference: Conference, data: OpenTicket) -> Result:
    """Join the line for a mentor who is on duty now; whoever is in it already finds her place."""
    ticket = line.open_ticket(actor, conference, data.topics, data.question)
    return {"ticket": ticket.pk, "url": reverse("queue", args=[conference.slug])}


class OneTicket(Payload):
    ticket: Id


@command(
    "ticket.leave", schema=OneTicket, subject=lambda data: queries.ticket(data.ticket), permission="joined",
    rule=rules.owns, limit=Limit(60, 3600),
)  # fmt: skip
def leave(actor: Actor, ticket: Ticket, data: OneTicket) -> Result:
    """Leave the line."""
    line.leave(actor, ticket)
    return {"ticket": ticket.pk}


class AskPeers(OneTicket):
    on: Flag = True


@command(
    "ticket.peers", schema=AskPeers, subject=lambda data: queries.ticket(data.ticket), permission="joined",
    rule=rules.owns, limit=Limit(60, 3600),
)  # fmt: skip
def ask_peers(actor: Actor, ticket: Ticket, data: AskPeers) -> Result:
    """Take an ambassador as well, without losing one's place."""
    line.ask_peers(ticket, data.on)
    return {"ticket": ticket.pk, "on": data.on}


class OneOffer(Payload):
    offer: Id


def _offer(data: OneOffer) -> Offer:
    return queries.offer(data.offer)


@command(
    "offer.accept", schema=OneOffer, subject=_offer, permission="joined", rule=rules.is_offered, limit=Limit(120, 3600)
)
def accept(actor: Actor, offer: Offer, data: OneOffer) -> Result:
    """Say yes to an offer; with both the chat opens."""
    chat = offers.accept(actor, offer, rules.side_of(actor, offer))
    if chat is None:
        return {"chat": None}
    return {"chat": chat.pk, "url": reverse("chat", args=[offer.ticket.conference.slug, chat.pk])}


@command(
    "offer.decline", schema=OneOffer, subject=_offer, permission="joined", rule=rules.is_offered, limit=Limit(120, 3600)
)
def decline(actor: Actor, offer: Offer, data: OneOffer) -> Result:
    """Say no to an offer. The other side learns only that no time was found."""
    offers.decline(actor, offer, rules.side_of(actor, offer))
    return {"offer": offer.pk}
