"""Pages of welcome hosts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.context import joined, within
from core.errors import NotFound
from messaging import pages
from networking.welcome import queries
from networking.welcome.models import Hosting


@require_safe
@never_cache
def hosting(request: HttpRequest, slug: str) -> HttpResponse:
    """My host, or those I host."""
    _conference, actor = joined(request, slug)
    rows = queries.mine(actor)
    said = Hosting.objects.filter(membership=actor.membership_id or 0).first()
    context = {
        "nav": "mentors",
        "hosted": [row for row in rows if row.host_id == actor.membership_id],
        "own": next((row for row in rows if row.newcomer_id == actor.membership_id), None),
        "may_host": actor.can("peers.serve"),
        "hosts": said is None or said.on,
    }
    return render(request, "networking/welcome/hosting.html", context)


@require_safe
@never_cache
def chat(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Newcomer and host talk. For everybody else there is no such page."""
    conference, actor = joined(request, slug)
    row = within(conference, queries.welcome(pk))
    side = queries.side_of(actor.membership_id, row)
    if not side:
        raise NotFound
    context = {
        "nav": "mentors",
        "row": row,
        "side": side,
        "other": row.host if side == "newcomer" else row.newcomer,
        **pages.conversation(actor, "welcome", row.pk),
    }
    return render(request, "networking/welcome/chat.html", context)
