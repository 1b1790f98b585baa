"""Pages of series: for everybody what comes, for organizers how it is kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.context import actor_of
from core import clock
from core.errors import NotFound
from schedule.programme import queries as programme
from schedule.programme import rules, zones
from schedule.series import planning, queries
from schedule.series.models import Series


@require_safe
def series(request: HttpRequest, slug: str) -> HttpResponse:
    """What comes again and when next; public as far as it is released."""
    conference = queries.conference(slug)
    actor = actor_of(request, conference)
    shown = queries.public(conference, clock.now())
    stars = programme.starred(actor, queries.sessions_of(shown))
    context = {"nav": "programme", "shown": shown, "stars": stars, "my_zone": zones.of_reader(request, actor)}
    return render(request, "schedule/series/series.html", context | {"mine": {"stars": sorted(stars)}})


@require_safe
@never_cache
def keeping(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a series, move or cancel one meeting or all of them."""
    conference = queries.conference(slug)
    if not rules.may_manage(actor_of(request, conference)):
        raise NotFound
    kept = queries.kept(conference.pk)
    context = {
        "nav": "organize",
        "kept": kept,
        "clashes": queries.clashes(conference.pk, kept),
        "places": queries.places(conference.pk),
        "zones": zones.choices(),
        "kinds": Series.Kind.choices,
        "rhythms": Series.Every.choices,
        "most_times": planning.MOST_TIMES,
        "now": clock.now(),
        "values": {"conference": slug, "zone": conference.zone},
    }
    return render(request, "schedule/series/keeping.html", context)
