"""The page on which one tells the moderators of something."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import queries as people
from accounts.context import joined
from core.models import Conference
from moderation.reports import queries, targets
from moderation.reports.models import Report


@require_safe
@never_cache
def report(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """What it is about, why, and for a risk to life whom to call now."""
    where = Conference.objects.get(pk=targets.conference_of(kind, key))
    conference, actor = joined(request, where.slug)
    country = people.person(actor.person_id or 0).country
    words = {
        "nav": "",
        "found": queries.find(actor, kind, key),
        "kind": kind,
        "key": key,
        "sent": request.GET.get("sent", ""),
        "categories": Report.Category.choices,
        "numbers": queries.numbers(conference.pk, country) if country else [],
        "on_call": queries.somebody_on_call(conference.pk),
    }
    return render(request, "moderation/reports/report.html", words)


@require_safe
@never_cache
def help_now(request: HttpRequest, slug: str) -> HttpResponse:
    """Whom to call, for who wrote of a risk to life: confirmed numbers, and whether anybody is on call."""
    conference, actor = joined(request, slug)
    country = people.person(actor.person_id or 0).country
    words = {
        "nav": "",
        "numbers": queries.numbers(conference.pk, country) if country else [],
        "on_call": queries.somebody_on_call(conference.pk),
    }
    return render(request, "moderation/reports/help_now.html", words)
