"""The organizers' page about who looks after their congress."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.context import organizer
from core import clock
from core.models import Conference
from moderation.duty import presets, queries


@require_safe
@never_cache
def care(request: HttpRequest, slug: str) -> HttpResponse:
    """Presets, what each setting does, and the rota."""
    conference, _actor = organizer(request, slug)
    chosen = queries.care(conference.pk)
    shifts = list(queries.rota(conference.pk)) if chosen.rota else []
    words = {
        "nav": "organize",
        "care": chosen,
        "settings": presets.shown(chosen),
        "shifts": shifts,
        "gaps": queries.gaps(shifts, *_days(conference))[:8] if chosen.rota else [],
        "moderators": queries.moderators(conference.pk) if chosen.rota else [],
    }
    return render(request, "moderation/duty/care.html", words)


def _days(conference: Conference) -> tuple[datetime, datetime]:
    """From now, or the first day of the congress, to the end of its last."""
    zone = clock.zone(conference.zone)
    begins = datetime.combine(conference.starts_on, time.min, zone)
    return max(begins, clock.now()), datetime.combine(conference.ends_on + timedelta(days=1), time.min, zone)
