"""Pages of mentor tables."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.context import joined, within
from core import clock
from messaging import pages
from networking.mentors import queries as mentors
from networking.tables import queries
from realtime import log


@require_safe
@never_cache
def tables(request: HttpRequest, slug: str) -> HttpResponse:
    """Mentor tables to come, with the seats that are left."""
    conference, actor = joined(request, slug)
    at = log.position(f"conference:{conference.pk}")
    today = clock.now().astimezone(clock.zone(actor.zone)).date()
    context = {
        "nav": "mentors",
        "at": at,
        "items": [queries.data(row).model_dump(mode="json") for row in queries.coming(conference.pk)],
        "mine": {"tables": sorted(queries.mine(actor))},
        "serves": actor.can("mentor.serve"),
        "manages": actor.can("round.manage"),
        "values": {"day": max(today, conference.starts_on).isoformat(), "seats": 5},
    }
    return render(request, "networking/tables/tables.html", context)


@require_safe
@never_cache
def table(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One table: who sits there and what they say, for those who sit there; the way in for others."""
    conference, actor = joined(request, slug)
    found = within(conference, queries.table(pk))
    context = {"nav": "mentors", "table": found, "item": queries.data(found).model_dump(mode="json")}
    if queries.sits_at(actor, found):
        profile = mentors.profile_of(found.mentor_id)
        context |= {
            "sits": True,
            "owns": found.mentor_id == actor.membership_id,
            "seats": queries.seats(found),
            "meeting_link": profile.meeting_link if profile else "",
            **pages.conversation(actor, "table", found.pk, many=True),
        }
    return render(request, "networking/tables/table.html", context)
