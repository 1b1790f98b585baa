"""What mentees and mentors may do at the live queue."""

from __future__ import annotations

from typing import Annotated

from django.urls import reverse
from pydantic import Field

from accounts import queries as people
from core.actor import Actor
from core.commands import Limit, Result, command
from core.errors import NotFound
from core.models import Conference
from core.payload import Flag, Id, Line, Payload, Slug
from networking.matchmaking import actions, queries, rules
from networking.matchmaking.models import Offer, Ticket
from networking.mentors import queries as mentors

BOOK, SERVE = "mentor.book", "mentor.serve"


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
    duty = actions.set_duty(actor, profile, data.on)
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
    ticket = actions.open_ticket(actor, conference, data.topics, data.question)
    return {"ticket": ticket.pk, "url": reverse("queue", args=[conference.slug])}


class OneTicket(Payload):
    ticket: Id


@command(
    "ticket.leave", schema=OneTicket, subject=lambda data: queries.ticket(data.ticket), permission="joined",
    rule=rules.owns, limit=Limit(60, 3600),
)  # fmt: skip
def leave(actor: Actor, ticket: Ticket, data: OneTicket) -> Result:
    """Leave the line."""
    actions.leave(actor, ticket)
    return {"ticket": ticket.pk}


class OneOffer(Payload):
    offer: Id


def _offer(data: OneOffer) -> Offer:
    return queries.offer(data.offer)


@command(
    "offer.accept", schema=OneOffer, subject=_offer, permission="joined", rule=rules.is_offered, limit=Limit(120, 3600)
)
def accept(actor: Actor, offer: Offer, data: OneOffer) -> Result:
    """Say yes to an offer; with both the chat opens."""
    chat = actions.accept(actor, offer, rules.side_of(actor, offer))
    if chat is None:
        return {"chat": None}
    return {"chat": chat.pk, "url": reverse("chat", args=[offer.ticket.conference.slug, chat.pk])}


@command(
    "offer.decline", schema=OneOffer, subject=_offer, permission="joined", rule=rules.is_offered, limit=Limit(120, 3600)
)
def decline(actor: Actor, offer: Offer, data: OneOffer) -> Result:
    """Say no to an offer. The other side learns only that no time was found."""
    actions.decline(actor, offer, rules.side_of(actor, offer))
    return {"offer": offer.pk}
