"""The page of requests."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.context import joined
from networking.requests import events, queries
from realtime import log


@require_safe
@never_cache
def requests(request: HttpRequest, slug: str) -> HttpResponse:
    """What I asked for, and what I am asked."""
    _conference, actor = joined(request, slug)
    at = log.position(f"user:{actor.person_id}")
    asked = [events.data(one, "mentor").model_dump(mode="json") for one in queries.asked_of(actor)]
    mine = [events.data(one, "mentee").model_dump(mode="json") for one in queries.mine(actor)]
    context = {"nav": "messages", "at": at, "items": sorted(asked + mine, key=lambda item: item["id"])}
    return render(request, "networking/requests/requests.html", context)
