"""The page behind a personal link. Reading it signs nobody in: programs that look through letters open links too."""

from __future__ import annotations

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import limited
from core.errors import NotFound
from core.unit import unit_of_work
from networking.chats import queries as chats
from networking.maillinks import actions, queries
from networking.maillinks.limits import LIMITS

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_safe
@never_cache
def mentor_link(request: HttpRequest, words: str) -> HttpResponse:
    """My times to pick, my chats with the way in."""
    link = queries.by_words(words)
    profile = link.mentor
    context = {
        "words": words,
        "mentor": profile,
        "congress": profile.membership.conference,
        "zone": profile.membership.person.zone,
        "my_zone": profile.membership.person.zone,
        "offers": queries.offers(profile),
        "slots": queries.own_slots(profile),
        "ahead": queries.ahead(profile),
        "picked": "picked" in request.GET,
        "ends": link.ends_at,
    }
    response = render(request, "networking/maillinks/link.html", context)
    # The address is the key: nobody else learns it. Without any referrer browsers would send forms from "null"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_POST
@never_cache
def mentor_link_join(request: HttpRequest, words: str, pk: int) -> HttpResponse:
    """Come into one of the mentor's own chats, in a session that opens nothing else."""
    link, chat = queries.by_words(words), chats.chat(pk)
    person = link.mentor.membership.person
    if chat.mentor_id != link.mentor.membership_id:
        raise NotFound
    where = reverse("chat", args=[chat.conference.slug, chat.pk])
    if request.user.is_authenticated and request.user.pk == person.pk:
        return HttpResponseRedirect(where)  # she is here already, as herself or by this link
    login(request, person, backend=BACKEND)
    limited.put(request.session, LIMITS)
    request.session.set_expiry(12 * 3600)
    with unit_of_work():
        actions.opened(link, request.session.session_key or "")
    return HttpResponseRedirect(where)
