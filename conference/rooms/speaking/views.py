"""The home of a speaker: her talks, what is behind the stage, and whether her camera works."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.context import joined
from conference.rooms.speaking import actions, queries, rules
from conference.rooms.views import enter
from core import clock
from core.actor import Actor
from core.errors import NotFound
from core.models import Conference
from messaging import pages
from messaging.files.views import POLICY


@require_safe
@never_cache
def home(request: HttpRequest, slug: str) -> HttpResponse:
    """My talks, and a test of camera, microphone and loudspeaker."""
    conference, actor = joined(request, slug)
    talks = queries.mine(actor, conference, clock.now())
    return render(request, "conference/speaking.html", {"nav": "now", "talks": talks})


@require_safe
@never_cache
def talk(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One talk from behind: what may be recorded, the chat with chair and moderators, what is still unanswered."""
    _conference, actor, room = enter(request, slug, code)
    if not rules.may_go_backstage(actor, room):
        raise NotFound
    actions.backstage(room)
    words = {
        "nav": "now",
        "room": room,
        "session": room.session,
        "speaks": queries.speaks(actor.person_id, room.session_id),
        "consent": queries.consent_of(actor, room),
        "slides": queries.slides_of(room),
        "parts": queries.unanswered(actor, room),
        **pages.conversation(actor, "backstage", room.pk, behind=True),
    }
    return render(request, "conference/backstage.html", words)


@require_safe
def slides(request: HttpRequest, slug: str, code: str, pk: int) -> HttpResponse:
    """Slides to keep, never shown by a page of ours, with a content security policy of their own."""
    _conference, actor, room = enter(request, slug, code)
    found = queries.slides(pk)
    if found.room_id != room.pk or not rules.may_fetch(actor, found, clock.now()):
        raise NotFound
    response = HttpResponse(bytes(found.content.data), content_type=actions.PDF)
    response["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=300"
    return response


def panel(actor: Actor, conference: Conference) -> dict[str, Any] | None:
    """On the Now page of who speaks: her next talks."""
    if "speaker" not in actor.roles:
        return None
    talks = [talk for talk in queries.mine(actor, conference, clock.now()) if talk.state != "ended"]
    return {"talks": talks[:2]} if talks else None
