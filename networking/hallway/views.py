"""Pages of the hallway and its tables."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.context import joined, within
from core import clock
from messaging import pages
from networking.calls.views import with_devices
from networking.hallway import events, queries, rules
from networking.hallway.models import Circle
from realtime import log


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
    found = within(conference, queries.meeting(pk))
    rules.meets(actor, found)
    side = found.side_of(actor.membership_id)
    context = {
        "nav": "people",
        "meeting": found,
        "fellow": found.other if side == "one" else found.one,
        "talking": rules.meeting_write(actor, str(pk)),
        "stays": getattr(found, f"{side}_stays"),
        "both": found.one_stays and found.other_stays,
        **pages.conversation(actor, "hallway", pk),
    }
    return with_devices(render(request, "networking/hallway/meeting.html", context))


@require_safe
@never_cache
def circle(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A table of up to four."""
    conference, actor = joined(request, slug)
    found = within(conference, queries.circle(pk))
    rules.sits(actor, found)
    context = {
        "nav": "people",
        "circle": found,
        "item": events.circle(found).model_dump(mode="json"),
        "talking": found.ends_at > clock.now(),
        "hosts": found.host_id == actor.membership_id,
        **pages.conversation(actor, "circle", pk),
    }
    return with_devices(render(request, "networking/hallway/circle.html", context))
