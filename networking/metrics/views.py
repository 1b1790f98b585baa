"""The page of numbers for coordinators."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.context import joined
from core.errors import Forbidden
from networking.metrics import queries


@require_safe
def metrics(request: HttpRequest, slug: str) -> HttpResponse:
    """Numbers of chats, queue, requests and feedback. Six queries."""
    conference, actor = joined(request, slug)
    if not actor.can("mentor.approve"):
        raise Forbidden("permission.missing", _("Your role here does not include this."))
    groups = [
        (_("Chats"), queries.chats(conference.pk)),
        (_("Live queue"), queries.queue(conference.pk)),
        (_("Requests"), queries.requests(conference.pk)),
        (_("Afterwards"), queries.feedback(conference.pk)),
        (_("Mentees by stage"), queries.stages(conference.pk)),
    ]
    return render(request, "networking/metrics/metrics.html", {"nav": "organize", "groups": groups, "few": queries.FEW})
