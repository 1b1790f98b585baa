"""Pages of those who organize: the overview, people and their roles, a new conference."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import choices, panels, queries
from accounts.context import actor_of, organizer
from core import permissions
from core.errors import Forbidden, SignedOut

PEOPLE_A_PAGE = 100
EDITABLE = ("name", "tagline", "about", "zone", "join_policy", "join_code", "pseudonyms")


@require_safe
@never_cache
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """Where a conference stands: people, and what the features above have to tell."""
    conference, actor = organizer(request, slug)
    words = {
        "nav": "organize",
        "numbers": queries.numbers(conference.pk),
        "panels": panels.shown("organize", actor, conference),
    }
    return render(request, "accounts/organize.html", words)


@require_safe
@never_cache
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Who waits, who is in and with which roles, who is invited."""
    conference, _actor = organizer(request, slug)
    members = queries.members(conference.pk, request.GET.get("q", "")[:100])
    words = {
        "nav": "organize",
        "page": Paginator(members, PEOPLE_A_PAGE).get_page(request.GET.get("page")),
        "waiting": queries.waiting(conference.pk),
        "sought": request.GET.get("q", "")[:100],
        "roles": queries.roles_to_give(conference.pk),
        "invitations": queries.invitations(conference.pk),
        "values": {"conference": slug},
    }
    return render(request, "accounts/organize_people.html", words)


@require_safe
@never_cache
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    """What the conference is called, when it is, and who may join."""
    conference, _actor = organizer(request, slug)
    values = {name: getattr(conference, name) for name in EDITABLE}
    values |= {"conference": slug, "starts_on": conference.starts_on.isoformat()}
    values |= {"ends_on": conference.ends_on.isoformat()}
    words = {"nav": "organize", "values": values, "saved": "saved" in request.GET}
    return render(request, "accounts/organize_settings.html", words)


@require_safe
@never_cache
def conference_new(request: HttpRequest) -> HttpResponse:
    """The form for a new conference, for those who may make one."""
    actor = actor_of(request, None)
    if not actor.signed_in:
        raise SignedOut("signed_out", _("Please sign in first."))
    if not actor.can("conference.create"):
        raise Forbidden("permission.missing", _("Ask the people who run this installation."))
    words = {"nav": "organize", "values": {"zone": actor.zone}, "zones": choices.zones_with(actor.zone)}
    return render(request, "accounts/conference_new.html", words)


@require_safe
@never_cache
def roles(request: HttpRequest, slug: str) -> HttpResponse:
    """What each role may do, to change it."""
    conference, _actor = organizer(request, slug)
    words = {
        "nav": "organize",
        "roles": queries.roles(conference.pk),
        "permissions": permissions.declared(),
        "saved": request.GET.get("saved", "")[:40],
    }
    return render(request, "accounts/organize_roles.html", words)
