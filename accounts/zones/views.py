"""The list of all zones, to choose one's own or the congress's from."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from accounts.context import visitor
from accounts.zones import queries
from core import clock

MOST_WORDS = 100  # characters


@require_safe
def zones(request: HttpRequest, slug: str) -> HttpResponse:
    """All zones, or those that fit some words. A signed-in reader keeps hers, a visitor has it in the address."""
    conference, actor = visitor(request, slug)
    words = request.GET.get("q", "").replace("\x00", "")[:MOST_WORDS].strip()
    for_congress = request.GET.get("for") == "congress" and actor.can("conference.organize")
    back = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = reverse("programme", args=[slug])
    context = {
        "nav": "programme",
        "found": queries.find(words, clock.now()),
        "words": words,
        "for_congress": for_congress,
        "back": back,
        # A zone that only this browser remembers gives way to the one that is kept
        "kept": f"{back}{'&' if '?' in back else '?'}zone=",
        "presently": conference.zone if for_congress else actor.zone if actor.signed_in else "",
        "query": quote(words),
    }
    return render(request, "accounts/zones.html", context)
