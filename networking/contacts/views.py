"""Pages of contacts and of a conversation."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import queries as people
from accounts.context import joined, within
from messaging import pages
from networking.contacts import events, queries, rules
from networking.contacts.models import Openness
from realtime import log


@require_safe
@never_cache
def contacts(request: HttpRequest, slug: str) -> HttpResponse:
    """With whom I write, who would like to, and whom I let."""
    _conference, actor = joined(request, slug)
    at = log.position(f"user:{actor.person_id}")
    mine = [(row, row.fellow_of(actor.membership_id)) for row in queries.mine(actor)]
    context = {
        "nav": "messages",
        "at": at,
        "contacts": [events.made(row, fellow).model_dump(mode="json") for row, fellow in mine],
        "asked": [events.asked(one).model_dump(mode="json") for one in queries.asked_of(actor)],
        "waiting": queries.asked_by(actor),
        "choices": Openness.Who.choices,
        "who": queries.openness(people.membership(actor.membership_id or 0)),
    }
    return render(request, "networking/contacts/contacts.html", context)


@require_safe
@never_cache
def contact(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A conversation of two."""
    conference, actor = joined(request, slug)
    found = within(conference, queries.contact(pk))
    rules.takes_part(actor, found)
    context = {
        "nav": "messages",
        "contact": found,
        "fellow": found.fellow_of(actor.membership_id),
        "writes": rules.thread_write(actor, str(found.pk)),
        **pages.conversation(actor, "contact", found.pk),
    }
    return render(request, "networking/contacts/contact.html", context)


@require_safe
@never_cache
def contact_ask(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """Would you like to hear from me? The page says no more than asking would."""
    _conference, actor = joined(request, slug)
    context = {"nav": "messages", "fellow": people.fellow(actor, ref)}
    return render(request, "networking/contacts/ask.html", context)
