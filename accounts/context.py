"""What every page knows: the conference it is about and who asks."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from core import actor as actors
from core.actor import ANONYMOUS, Actor
from core.models import Conference


def actor_of(request: HttpRequest, conference: Conference | None) -> Actor:
    """The actor of a page, read once per request and conference."""
    known: dict[int | None, Actor] = request.__dict__.setdefault("_actors", {})
    key = conference.pk if conference else None
    if key not in known:
        known[key] = actors.load(request.user.pk, key) if request.user.is_authenticated else ANONYMOUS
    request.__dict__["_conference"] = conference
    return known[key]


def who_and_where(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `conference` and `actor` as the view established them, `demo` mode."""
    conference = request.__dict__.get("_conference")
    actor = actor_of(request, conference) if hasattr(request, "user") else ANONYMOUS
    return {"conference": conference, "actor": actor, "demo": settings.DEMO}
