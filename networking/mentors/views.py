"""Pages about mentors."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.context import joined
from core.errors import Forbidden
from networking.mentors import pages, queries
from networking.mentors.commands import APPROVE, OFFER, SERVE


@require_safe
def mentors(request: HttpRequest, slug: str) -> HttpResponse:
    """The directory, by topic and language; each card with the next time both are free."""
    conference, actor = joined(request, slug)
    context = pages.directory(actor, conference, request.GET)
    context |= {"nav": "mentors", "serves": actor.can(SERVE), "approves": actor.can(APPROVE)}
    return render(request, "networking/mentors/mentors.html", context)


@require_safe
def mentor(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """One mentor and the times that suit both."""
    conference, actor = joined(request, slug)
    profile = queries.by_ref(conference.pk, ref)
    context = pages.one(actor, profile) | {"nav": "mentors"}
    return render(request, "networking/mentors/mentor.html", context)


@require_safe
def mentor_profile(request: HttpRequest, slug: str) -> HttpResponse:
    """What I offer as a mentor, and when."""
    conference, actor = joined(request, slug)
    if not (actor.can(OFFER) or actor.can(SERVE)):
        raise Forbidden("permission.missing", _("Your role here does not include this."))
    context = pages.own(actor, conference) | {"nav": "mentors", "serves": actor.can(SERVE)}
    return render(request, "networking/mentors/profile.html", context)


@require_safe
def mentor_approval(request: HttpRequest, slug: str) -> HttpResponse:
    """Who waits to be a mentor, and the list of topics: for coordinators."""
    conference, actor = joined(request, slug)
    if not actor.can(APPROVE):
        raise Forbidden("permission.missing", _("Your role here does not include this."))
    context = {
        "nav": "organize",
        "waiting": queries.waiting(conference.pk),
        "listed": queries.approved(conference.pk),
        "topics": queries.topics(conference.pk),
    }
    return render(request, "networking/mentors/approval.html", context)
