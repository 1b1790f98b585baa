"""The page of what was found."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.context import actor_of
from schedule.programme import choosing, pages, zones
from schedule.programme import queries as programme
from schedule.search import queries


@require_safe
def search(request: HttpRequest, slug: str) -> HttpResponse:
    """What the released programme has about some words, the best first."""
    conference = programme.conference(slug)
    actor = actor_of(request, conference)
    text = request.GET.get("q", "").replace("\x00", "")[:100].strip()
    found = queries.search(conference, text)
    page = choosing.page([one.session for one in found], request.GET.get("page", "")[:9])
    place = {session: at for at, session in enumerate(page.object_list)}
    release = programme.current_release(conference.pk)
    cards = pages.listed(conference, actor, release, session__in=place.keys()) if place else []
    cards.sort(key=lambda card: (place[card.session], card.start))
    context = {
        "nav": "programme",
        "query": text,
        "cards": cards,
        "found": page,
        "page_query": f"{urlencode({'q': text})}&",
        "my_zone": zones.of_reader(request, actor),
        "mine": {"stars": sorted({card.session for card in cards if card.starred})},
    }
    return render(request, "schedule/search.html", context)
