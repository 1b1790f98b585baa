"""The page of speakers, for organizers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.text import as_id
from schedule.programme import prose
from schedule.programme import speakers as cast
from schedule.programme.editor.views import attempt
from schedule.programme.releases.views import organizer
from schedule.programme.words import queries


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def speakers(request: HttpRequest, slug: str) -> HttpResponse:
    """Who speaks: found by name, one at a time in the form above the list."""
    conference, _actor = organizer(request, slug)
    refusal, typed = attempt(request)
    if request.method == "POST" and refusal is None:
        return HttpResponseRedirect(reverse("programme-speakers", args=[slug]) + "?saved=1")
    words = request.GET.get("q", "").replace("\x00", "")[:100].strip()
    chosen = as_id(str(typed.get("speaker") or request.GET.get("speaker", ""))[:18])
    one = cast.speaker(conference.pk, chosen) if chosen else None
    found = list(queries.speakers(conference.pk, words)[: queries.MOST_SHOWN + 1])
    context = {
        "nav": "organize",
        "found": found[: queries.MOST_SHOWN],
        "more": len(found) > queries.MOST_SHOWN,
        "words": words,
        "one": one,
        "biography": prose.as_typed(one.biography) if one else "",
        "typed": typed,
        "error": refusal,
        "clash": refusal is not None and refusal.code == "item.changed",
    }
    return render(request, "schedule/editor/speakers.html", context, status=refusal.status if refusal else 200)
