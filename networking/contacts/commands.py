"""Who may contact me, asking to write, answering."""

from __future__ import annotations

from typing import Annotated, Literal

from django.urls import reverse

from accounts import queries as people
from core.actor import Actor
from core.commands import Limit, Result, command
from core.errors import Conflict
from core.models import Conference
from core.payload import Flag, Id, Line, Payload, Slug
from networking.contacts import actions, queries, rules
from networking.contacts.models import Contact, ContactRequest


class SetOpenness(Payload):
    conference: Slug
    who: Literal["nobody", "matches", "same_role", "all"]


@command(
    "openness.set", schema=SetOpenness, subject=lambda data: people.conference(data.conference), permission="joined",
    limit=Limit(60, 3600),
)  # fmt: skip
def set_openness(actor: Actor, conference: Conference, data: SetOpenness) -> Result:
    """Say who may contact one here."""
    actions.set_openness(actor, data.who)
    return {"who": data.who}


class Ask(Payload):
    conference: Slug
    ref: Annotated[str, Line(16, 1)]
    words: Annotated[str, Line(300)] = ""


@command(
    "contact.ask", schema=Ask, subject=lambda data: people.conference(data.conference), permission="message.write",
    limit=Limit(20, 3600), form="networking/contacts/_ask_form.html",
)  # fmt: skip
def ask(actor: Actor, conference: Conference, data: Ask) -> Result:
    """Ask somebody whether one may write. With whom one has met in a chat one may at once."""
    asked = people.fellow(actor, data.ref)
    if asked.pk == actor.membership_id:
        raise Conflict("contact.oneself", "That is you.")
    contact = actions.ask(people.membership(actor.membership_id or 0), asked, data.words)
    page = (
        reverse("contact", args=[conference.slug, contact.pk])
        if contact
        else reverse("contacts", args=[conference.slug])
    )
    return {"contact": contact.pk if contact else None, "url": page}


class Answer(Payload):
    request: Id
    on: Flag


class OneRequest(Payload):
    request: Id


class OneContact(Payload):
    contact: Id


def _request(data: Answer | OneRequest) -> ContactRequest:
    return queries.request(data.request)


@command(
    "contact.answer", schema=Answer, subject=_request, permission="joined", rule=rules.is_asked, limit=Limit(120, 3600)
)
def answer(actor: Actor, one: ContactRequest, data: Answer) -> Result:
    """Let somebody write, or not. Of a no she hears nothing."""
    contact = actions.answer(actor, one, data.on)
    slug = one.asker.conference.slug
    page = reverse("contact", args=[slug, contact.pk]) if contact else reverse("contacts", args=[slug])
    return {"contact": contact.pk if contact else None, "url": page}


@command(
    "contact.withdraw",
    schema=OneRequest,
    subject=_request,
    permission="joined",
    rule=rules.asks,
    limit=Limit(120, 3600),
)
def withdraw(actor: Actor, one: ContactRequest, data: OneRequest) -> Result:
    """Take back that one would like to write."""
    actions.withdraw(actor, one)
    return {"request": one.pk}


@command(
    "contact.close", schema=OneContact, subject=lambda data: queries.contact(data.contact), permission="joined",
    rule=rules.takes_part, limit=Limit(60, 3600),
)  # fmt: skip
def close(actor: Actor, contact: Contact, data: OneContact) -> Result:
    """Close a conversation: both can read it, nobody writes any more."""
    actions.close(actor, contact)
    return {"contact": contact.pk, "url": reverse("contacts", args=[contact.conference.slug])}
