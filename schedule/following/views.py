"""One's calendar address, and what programs get there."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.context import joined
from core import conditional
from schedule.exchange.downloads import WRITERS, as_text
from schedule.following import queries
from schedule.programme import queries as programme


@require_safe
@never_cache
def my_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """How one's schedule comes into one's own calendar, and how to end that."""
    conference, actor = joined(request, slug)
    found = queries.subscription(actor, conference)
    path = reverse("calendar-feed", args=[slug, queries.secret_of(found)]) if found else ""
    site = (settings.PUBLIC_URL or request.build_absolute_uri("/")).rstrip("/")
    context = {
        "nav": "programme",
        "made_on": found.made_on if found else None,
        "address": f"{site}{path}" if path else "",
        "opens": f"webcal://{site.partition('://')[2]}{path}" if path else "",
        "everything": f"{site}{reverse('programme-file', args=[slug, 'ics'])}",
    }
    return render(request, "schedule/following/my_calendar.html", context)


@require_safe
def feed(request: HttpRequest, slug: str, secret: str) -> HttpResponseBase:
    """The schedule of whoever owns the secret: what moved has a risen SEQUENCE, what is cancelled says so."""
    conference = programme.conference(slug)
    actor = queries.subscriber(conference, secret)
    text = as_text(conference, "ics", sessions=queries.followed(actor))
    # A secret stands in the address: nobody between us keeps the answer, and no search machine lists it.
    private = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
    return conditional.answer(request, text, WRITERS["ics"].content_type, private)
