"""The page that leads from a name to a running congress."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.context import organizer
from schedule.exchange.limits import MAX_BYTES
from schedule.launch import presets, queries
from schedule.programme import zones


@require_safe
@never_cache
def setup(request: HttpRequest, slug: str) -> HttpResponse:
    """What is done and what comes next: places and tracks, programme, people, rehearsal."""
    conference, _actor = organizer(request, slug)
    context = {
        "nav": "organize",
        "standing": queries.standing(conference),
        "preset": presets.preset(request.GET.get("preset", "congress")),
        "rehearsals": queries.rehearsals(conference),
        "rehearses": queries.rehearses(conference),
        "zones": zones.choices(),
        "most_mb": MAX_BYTES // 1024 // 1024,
        "values": {"conference": slug},
    }
    return render(request, "schedule/launch/setup.html", context)
