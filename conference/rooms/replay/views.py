"""Pages for whoever comes later: the session by its seconds, and what one missed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from conference.rooms import panels, rules
from conference.rooms.replay import queries
from conference.rooms.views import enter
from core import clock
from core.text import as_id


@require_safe
@never_cache
def along(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Chat and questions in the order of the session's seconds; the room's script takes its nodes from here."""
    _conference, actor, room = enter(request, slug, code)
    asked = request.GET
    found = queries.stretch(actor, room, at=as_id(asked.get("at", "")[:9]), cursor=asked.get("after", "")[:40])
    words = {
        "nav": "rooms",
        "room": room,
        "session": room.session,
        "found": found,
        "embargoed": rules.embargoed(room, clock.now()),
        "mine": {"me": actor.ref, **found.mine},
    }
    return render(request, "conference/along.html", words)


@require_safe
@never_cache
def missed(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """What a late comer missed: announcements, the pinned and most voted questions, results that all may see."""
    _conference, _actor, room = enter(request, slug, code)
    embargoed = rules.embargoed(room, clock.now())
    parts = [] if embargoed else panels.missed(room)
    words = {"nav": "rooms", "room": room, "session": room.session, "parts": parts, "embargoed": embargoed}
    return render(request, "conference/missed.html", words)
