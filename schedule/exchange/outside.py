"""Views for outside the product: the archive, the page to print, the frame on other sites."""

from __future__ import annotations

import hashlib

from csp.decorators import csp_replace
from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from core import clock
from core.models import Conference
from schedule.exchange import offline, queries
from schedule.programme import cards, embargo
from schedule.programme import queries as programme

KEPT = 300  # seconds


@require_safe
def archive(request: HttpRequest, slug: str) -> HttpResponse:
    """The released programme as a zip of pages that open without a network."""
    conference = programme.conference(slug)
    site = _site(request)
    content = cache.get_or_set(_key(conference, site), lambda: offline.archive(conference, site), KEPT)
    head = {"Content-Disposition": f'attachment; filename="{slug}-programme.zip"'}
    return HttpResponse(content, content_type="application/zip", headers=head)


@require_safe
def printed(request: HttpRequest, slug: str) -> HttpResponse:
    """All days on one page, to print: as a list, or with `view=grid` as a grid; with `day` that day alone."""
    conference = programme.conference(slug)
    document = queries.released(conference, _site(request))
    if request.GET.get("view") != "grid":
        return HttpResponse(offline.index(conference, document))
    days = {item.day.isoformat(): item.day for item in document.items}
    return HttpResponse(offline.grid(conference, document, days.get(request.GET.get("day", ""))))


@require_safe
@xframe_options_exempt
def frame(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One day of the programme for a frame on a site the operator listed; it reads and sets no cookie."""
    if not settings.EMBED_SITES:
        raise Http404
    conference = programme.conference(slug)
    document = queries.released(conference, _site(request))
    chips = sorted({item.day for item in document.items})
    asked = request.GET.get("zone", "")
    zone = asked if clock.is_zone(asked) else conference.zone
    today = clock.now().astimezone(clock.zone(conference.zone)).date()
    chosen = cards.day_to_open(chips, request.GET.get("day", "")[:10], today)
    day = next(iter(offline.days_of(document, chosen)), None) if chosen else None
    words = {"conference": conference, "chips": chips, "day": day, "zone": zone, "site": _site(request)}
    # Without the request: nothing in it depends on who asks
    answer = HttpResponse(render_to_string("schedule/offline/frame.html", words))
    answer["Cache-Control"] = "public, max-age=60"
    return csp_replace({"frame-ancestors": list(settings.EMBED_SITES)})(lambda _request: answer)(request)


def _site(request: HttpRequest) -> str:
    return str(settings.PUBLIC_URL or request.build_absolute_uri("/")).rstrip("/")


def _key(conference: Conference, site: str) -> str:
    """Of the archive as it is now: what comes under embargo leaves it at once, and links lead where one came from."""
    release = programme.current_release(conference.pk)
    shown = f"{release.pk}:{release.revision}" if release else "0"
    held = ",".join(map(str, sorted(embargo.held(conference.pk))))
    return f"archive:{conference.pk}:{hashlib.sha256(f'{shown}:{held}:{site}'.encode()).hexdigest()[:24]}"
