"""Pages of the hallway and its tables."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.context import joined
from core import clock
from core.actor import Actor
from core.errors import NotFound
from messaging import queries as messaging
from networking.calls.views import with_devices
from networking.hallway import events, queries, rules
from networking.hallway.models import Circle
from realtime import log


def _panel(actor: Actor, kind: str, key: int) -> dict[str, Any]:
    """The conversation of a meeting or a table."""
    stream = f"{kind}:{key}"
    at = log.position(stream)
    thread = messaging.thread_of(kind, str(key), actor.membership_id)
    history = messaging.history(thread, reader=actor.membership_id)
    return {
        "stream": stream,
        "panel": {"at": at, "stream": stream, "thread": thread, "history": history, "read": thread.read_upto},
        "mine": {"me": actor.ref, **messaging.overlay(history, actor)},
    }


@require_safe
@never_cache
def hallway(request: HttpRequest, slug: str) -> HttpResponse:
    """Meet whoever comes along, or sit down at a table."""
    _conference, actor = joined(request, slug)
    apart = queries.apart_from(actor)
    context = {
        "nav": "people",
        "at": log.position(f"user:{actor.person_id}"),
        "walking": queries.strolls(actor.membership_id),
        "meeting": queries.current(actor.membership_id),
        "circles": [(one, queries.seats_taken(one, apart)) for one in queries.open_circles(actor)],
        "seats": queries.SEATS,
        "kinds": Circle.Kind.choices,
    }
    return render(request, "networking/hallway/hallway.html", context)


@require_safe
@never_cache
def hallway_meeting(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Three minutes with somebody."""
    conference, actor = joined(request, slug)
    found = queries.meeting(pk)
    if found.conference_id != conference.pk:
        raise NotFound
    rules.meets(actor, found)
    side = found.side_of(actor.membership_id)
    context = {
        "nav": "people",
        "meeting": found,
        "fellow": found.other if side == "one" else found.one,
        "talking": rules.meeting_write(actor, str(pk)),
        "stays": getattr(found, f"{side}_stays"),
        "both": found.one_stays and found.other_stays,
        **_panel(actor, "hallway", pk),
    }
    return with_devices(render(request, "networking/hallway/meeting.html", context))


@require_safe
@never_cache
def circle(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A table of up to four."""
    conference, actor = joined(request, slug)
    found = queries.circle(pk)
    if found.conference_id != conference.pk:
        raise NotFound
    rules.sits(actor, found)
    context = {
        "nav": "people",
        "circle": found,
        "item": events.circle(found).model_dump(mode="json"),
        "talking": found.ends_at > clock.now(),
        "hosts": found.host_id == actor.membership_id,
        **_panel(actor, "circle", pk),
    }
    return with_devices(render(request, "networking/hallway/circle.html", context))
