"""Mentions of me."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.context import joined
from messaging.mentions import queries


@require_safe
@never_cache
def mentions(request: HttpRequest, slug: str) -> HttpResponse:
    """The last messages that name the reader."""
    _conference, actor = joined(request, slug)
    return render(request, "messaging/mentions.html", {"nav": "messages", "items": queries.of_me(actor)})
