"""Captions as a file, for players and for readers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from conference.rooms.captions import queries
from conference.rooms.views import enter


@require_safe
@never_cache
def captions(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The captions of a session as WebVTT."""
    _conference, _actor, room = enter(request, slug, code)
    return HttpResponse(queries.as_webvtt(room), content_type="text/vtt; charset=utf-8")
