"""What the ask form looks up while one writes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from conference.questions import queries, rules
from conference.rooms import views as rooms


@require_safe
def similar(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Open questions like the one being written. What is typed is looked at and not kept."""
    _conference, _actor, room = rooms.enter(request, slug, code)
    rules.is_on(room)
    found = queries.similar(room, request.GET.get("text", "")[:600])
    return render(request, "conference/_similar.html", {"items": found})
