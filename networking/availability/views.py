"""The page about when I have time."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.context import joined
from core import clock
from networking.availability import queries


@require_safe
@never_cache
def when(request: HttpRequest, slug: str) -> HttpResponse:
    """When I have time for chats, in both zones, and my quiet hours."""
    conference, actor = joined(request, slug)
    member = actor.membership_id or 0
    today = clock.now().astimezone(clock.zone(actor.zone)).date()
    context = {
        "nav": "mentors",
        "rules": queries.own(member),
        "quiet": queries.quiet_of(member),
        "first_day": max(today, conference.starts_on),
        "last_day": max(today, conference.ends_on),
        "serves": actor.can("mentor.serve"),
    }
    return render(request, "networking/availability/when.html", context)
