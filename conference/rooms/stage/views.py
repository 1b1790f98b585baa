"""The stage alone, the way into a meeting, and what our ingest asks."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from conference.rooms import features, rules
from conference.rooms import queries as rooms
from conference.rooms import views as room_views
from conference.rooms.models import Room
from conference.rooms.stage import actions, bigbluebutton, ingest, queries
from conference.rooms.stage.bigbluebutton import Guest
from conference.rooms.stage.found import queries as found
from core import clock
from core.errors import Forbidden, NotFound, Refusal
from core.unit import unit_of_work


@require_safe
@never_cache
def stage(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The stage as it is now, for a page that heard that it changed."""
    _conference, _actor, room = room_views.enter(request, slug, code)
    return render(request, "conference/_stage.html", {**context(room), "session": room.session})


def context(room: Room) -> dict[str, object]:
    """What the stage's template needs."""
    now = clock.now()
    sitting = rooms.sitting_now(room.session, now)
    state = rooms.state_of(room, sitting, now)
    return {
        "room": room,
        "sitting": sitting,
        "state": state,
        "sources": queries.on_stage(room, sitting, state),
        "embargoed": rules.embargoed(room, now),
        "now": now,
    }


@require_safe
@never_cache
def meeting(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Into the BigBlueButton meeting of a room, as moderator or as guest."""
    _conference, actor, room = room_views.enter(request, slug, code)
    if not queries.has_meeting(room, rooms.sitting_now(room.session, clock.now())):
        raise NotFound
    if not rules.may_write(actor, room):
        raise Forbidden("room.closed", "This room is closed.")
    features.must_be_on(room, "stage")
    guest = Guest(actor.ref, actor.name, rules.may_moderate(actor, room))
    meeting, record = bigbluebutton.meeting_of(room.pk), found.may_record(room, clock.now())
    speak = room.kind == Room.Kind.WORKSHOP
    way_in = bigbluebutton.link(meeting, room.session.title, guest, record=record, everybody_speaks=speak)
    return redirect(way_in)


@require_safe
@never_cache
def found_recording(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """What the meeting server has, in the form that shows it: nothing is shown before somebody sends that."""
    _conference, actor, room = room_views.enter(request, slug, code)
    one = found.found(room)
    if not actor.can("room.run", room.scope) or one is None or not found.at_desk(room).url:
        raise NotFound
    minutes, seconds = divmod(one.offset, 60)
    begins = f"{minutes // 60}:{minutes % 60:02}:{seconds:02}" if one.offset else ""
    desk = reverse("room_desk", args=[slug, room.session.code])
    words = {"nav": "desk", "room": room, "values": {"url": one.url, "begins": begins}, "next": desk}
    return render(request, "conference/found_recording.html", words)


@require_safe
@never_cache
def key(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Where and with which key a room's picture is sent to us."""
    _conference, actor, room = room_views.enter(request, slug, code)
    if not actor.can("room.run", room.scope) or not settings.INGEST_RTMP:
        raise NotFound
    features.must_be_on(room, "stage")
    words = {"nav": "desk", "room": room, "server": settings.INGEST_RTMP, "key": ingest.key(room, clock.now())}
    return render(request, "conference/stream_key.html", words)


@csrf_exempt
@require_POST
def on_publish(request: HttpRequest) -> HttpResponse:
    """nginx-rtmp asks before it takes a stream: 302 with the name to play it under, or 403. The key is the proof."""
    try:
        room = ingest.room_of(request.POST.get("name", ""))
        features.must_be_on(room, "stage")
    except Refusal as refused:
        return HttpResponse(refused.code, status=refused.status, content_type="text/plain")
    with unit_of_work():
        actions.set_streaming(room, True)
    answer = HttpResponse(status=302)
    answer["Location"] = ingest.name(room)
    return answer


@csrf_exempt
@require_POST
def on_publish_done(request: HttpRequest) -> HttpResponse:
    """nginx-rtmp tells that a stream has ended."""
    try:
        room = ingest.room_of(request.POST.get("name", ""))
    except Refusal as refused:
        return HttpResponse(refused.code, status=refused.status, content_type="text/plain")
    with unit_of_work():
        actions.set_streaming(room, False)
    return HttpResponse("ok", content_type="text/plain")
