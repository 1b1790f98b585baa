"""The page of hours, for organizers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

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
