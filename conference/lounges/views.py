"""The pages of lounges."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.context import joined, organizer
from conference.lounges import events, queries, rules
from conference.rooms.admission import queries as admission
from core.errors import NotFound
from messaging import queries as messaging
from realtime import log


@require_safe
@never_cache
def lounge(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """People talk. To who may not come in it is not there."""
    conference, actor = joined(request, slug)
    found = queries.lounge(pk)
    if found.conference_id != conference.pk or not rules.may_enter(actor, found):
        raise NotFound
    at = log.position(found.stream)  # before the rows: an event must not fall between the two
    thread = messaging.thread_of("lounge", str(found.pk), actor.membership_id)
    history = messaging.history(thread, reader=actor.membership_id)
    context = {
        "nav": "rooms",
        "lounge": found,
        "standing": events.data(found),
        "moderates": actor.can("moderate"),
        "organizes": actor.can("conference.organize"),
        "panel": {
            "at": at, "stream": found.stream, "thread": thread, "history": history, "read": thread.read_upto,
            "lounge": found,
        },
        "mine": {"me": actor.ref, **messaging.overlay(history, actor)},
    }  # fmt: skip
    return render(request, "conference/lounges/lounge.html", context)


@require_safe
@never_cache
def keeping(request: HttpRequest, slug: str) -> HttpResponse:
    """Organizers make lounges and find those there are."""
    conference, _actor = organizer(request, slug)
    context = {"nav": "organize", "lounges": queries.all_of(conference), "roles": admission.roles(conference.pk)}
    return render(request, "conference/lounges/keeping.html", context)


@require_safe
@never_cache
def one(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Organizers look after one lounge."""
    conference, actor = organizer(request, slug)
    found = queries.lounge(pk)
    if found.conference_id != conference.pk:
        raise NotFound
    door = admission.at_the_desk(actor, found, request.GET.get("find", ""))
    return render(request, "conference/lounges/one.html", {"nav": "organize", "lounge": found, "door": door})
