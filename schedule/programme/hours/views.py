"""The pages of hours: of all for organizers, of oneself for who speaks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.context import joined
from schedule.programme import zones
from schedule.programme.hours import queries
from schedule.programme.releases.views import organizer


@require_safe
def hours(request: HttpRequest, slug: str) -> HttpResponse:
    """When places and speakers can be had; those with entered hours stand first."""
    conference, _actor = organizer(request, slug)
    found = queries.all_hours(conference)
    context = {"nav": "organize", "hours": found, "entered": [one for one in found if one.entries]}
    return render(request, "schedule/editor/hours.html", {**context, "zones": zones.choices()})


@require_safe
@never_cache
def mine(request: HttpRequest, slug: str) -> HttpResponse:
    """When one can be had oneself, as a speaker: the programme is planned around it."""
    conference, actor = joined(request, slug)
    context = {"nav": "programme", "hours": queries.own_hours(conference, actor.person_id), "zones": zones.choices()}
    return render(request, "schedule/my_hours.html", context)
