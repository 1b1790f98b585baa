"""The page of what one was told."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.context import actor_of, visitor
from accounts.notices import push, queries
from core.errors import SignedOut
from core.text import as_id


@require_safe
@never_cache
def notices(request: HttpRequest, slug: str = "") -> HttpResponse:
    """What one was told, the newest first, and by which ways one wants to hear of it."""
    actor = visitor(request, slug)[1] if slug else actor_of(request, None)
    if actor.person_id is None or "signed_in" not in actor.permissions:
        raise SignedOut("signed_out", _("Please sign in first."))
    found = queries.page(actor.person_id, as_id(request.GET.get("before", "")) or None)
    shown = found[: queries.ON_A_PAGE]
    wishes = queries.wishes(actor.person_id)
    values = {"mail": wishes.mail, "push": wishes.push}
    values |= {name: f"{getattr(wishes, name):%H:%M}" for name in ("quiet_from", "quiet_until")}
    words = {
        "nav": "notices",
        "items": queries.items(shown),
        "unread": any(not one.read for one in shown),
        "mine": {"unread": [one.pk for one in shown if not one.read]},
        "older": shown[-1].pk if len(found) > len(shown) else None,
        "values": values,
        "devices": queries.devices(actor.person_id),
        "push_key": push.public_key(),
        "saved": "saved" in request.GET,
        "zone": actor.zone,
    }
    return render(request, "notices/notices.html", words)
