"""The pages of rooms."""

from __future__ import annotations

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from accounts import queries as people
from accounts.context import actor_of
from conference.rooms import actions, events, features, notes, panels, queries, rules
from conference.rooms.absences import queries as absences
from conference.rooms.admission import queries as doors
from conference.rooms.captions import queries as captions
from conference.rooms.models import Room
from conference.rooms.speaking import queries as speaking
from conference.rooms.stage import queries as stage
from conference.rooms.stage.found import queries as meetings
from core import actor as actors
from core import clock
from core.actor import Actor
from core.errors import Forbidden, NotFound, SignedOut
from core.models import Conference
from core.text import as_id
from messaging import queries as messaging
from moderation import panels as decisions
from moderation import queries as moderation
from moderation.hints import queries as hints
from realtime import log, presence
from schedule.programme import queries as programme
from schedule.programme import speakers as cast
from schedule.programme.onday import queries as onday


def lobby(request: HttpRequest, slug: str) -> HttpResponse:
    """What is on now and next, to walk into."""
    conference = people.conference(slug)
    actor = actor_of(request, conference)
    found = queries.lobby(actor, conference.pk, clock.now())
    speakers = cast.speakers_of([s.session_id for s in found.live + found.soon])
    parts = panels.in_lobby(actor, conference)
    return render(
        request, "conference/lobby.html", {"lobby": found, "speakers": speakers, "parts": parts, "nav": "rooms"}
    )


def room(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The live room of a session. Who has not joined is led to joining, or to the guests' door where there is one."""
    if not request.user.is_authenticated and queries.guest_room(people.conference(slug), code):
        return redirect(f"{reverse('room_go', args=[slug])}?code={code}")
    _conference, actor, found = enter(request, slug, code)
    if notes.is_asked(request, actor, found):
        return _note(request, found)
    found.shows_all = "all" in request.GET
    sitting = queries.sitting_now(found.session, clock.now())
    tabs = panels.shown(actor, found)
    acts = panels.acts(actor, found)
    talks, speakers = cast.talks_and_speakers(found.session_id)
    keys = [one["key"] for one in tabs]
    tab = request.GET.get("tab") or "chat"
    state = queries.state_of(found, sitting, clock.now())
    context = {
        "room": found,
        "session": found.session,
        "sitting": sitting,
        "speakers": speakers,
        "state": state,
        "standing": queries.standing(found, sitting),
        "sources": stage.on_stage(found, sitting, state),
        "off": found.off,
        "caption": captions.standing(found),
        "embargoed": rules.embargoed(found, clock.now()),
        "absent": bool(sitting and sitting.start > clock.now()) and absences.is_absent(actor, found),
        "slides": speaking.fetchable(found, sitting, clock.now()),
        "begin": as_id(request.GET.get("t", "")[:9]),
        "now": clock.now(),
        "tabs": tabs,
        "tab": tab if tab in keys else next(iter(keys), ""),
        "acts": acts,
        "mine": panels.overlay(actor, [*tabs, *acts]),
        "told": onday.told(sitting, found.conference.zone, talks) if sitting else None,
        "timing": onday.controls(actor, sitting, clock.now()),
        "moderates": rules.may_moderate(actor, found),
        "nav": "rooms",
    }
    return render(request, "conference/room.html", context)


def _note(request: HttpRequest, found: Room) -> HttpResponse:
    """The content note before the room; the way on leads back to the address that was asked for."""
    asked = request.GET.copy()
    asked["noted"] = notes.sign_of(found)
    context = {"room": found, "session": found.session, "onward": f"?{asked.urlencode()}", "nav": "rooms"}
    return render(request, "conference/note.html", context)


def light(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The room in words alone, for a thin line or an old machine: no script, no picture; its forms go on working."""
    _conference, actor, found = enter(request, slug, code)
    if notes.is_asked(request, actor, found):
        return _note(request, found)
    sitting = queries.sitting_now(found.session, clock.now())
    shown = {tab["key"]: tab["data"] for tab in panels.shown(actor, found)}
    context = {
        "room": found,
        "session": found.session,
        "sitting": sitting,
        "state": queries.state_of(found, sitting, clock.now()),
        "now": clock.now(),
        "absent": absences.is_absent(actor, found),
        "chat": shown.get("chat"),
        "questions": shown.get("questions"),
        "polls": shown.get("polls"),
        "announcements": panels.acts(actor, found),
    }
    return render(request, "conference/light.html", context)


def here(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Who is here by name, in a small room that is not quiet: those who chose to be listed, and "others"."""
    _conference, actor, found = enter(request, slug, code)
    there = presence.people(found.stream) - {actor.person_id}
    small = not found.quiet and actor.joined and 0 < len(there) < presence.FEW
    # Nor where somebody unseen is kept out: whoever is missing would be her
    small = small and not moderation.keeps_unseen_out(found.conference_id, found.stream)
    listed = people.people(actor).filter(person_id__in=there) if small else []
    names = [one.shown_name for one in listed]
    return render(request, "conference/_here.html", {"names": names, "others": small and len(there) > len(names)})


def mine(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """My own waiting questions and messages: they are told to nobody else, so no stream carries them."""
    _conference, actor, found = enter(request, slug, code)
    of = "chat" if request.GET.get("of") == "chat" else "questions"
    features.must_be_on(found, of)
    shown = {tab["key"]: tab["data"] for tab in panels.shown(actor, found)}
    template = "messaging/_own.html" if of == "chat" else "conference/_own_questions.html"
    return render(request, template, {"panel": shown[of]})


def desk(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The moderator's view of one room."""
    _conference, actor, found = enter(request, slug, code)
    if not rules.may_moderate(actor, found):
        raise Forbidden("permission.missing", "Moderators of this congress work here.")
    tabs = panels.shown(actor, found)
    chats = [tab["data"]["history"] for tab in tabs if tab["key"] == "chat"]
    context = {
        "room": found,
        "session": found.session,
        "tabs": tabs,
        "authors": messaging.authors(*chats),
        "queues": panels.queues(actor, found),
        "standing": queries.standing(found, queries.sitting_now(found.session, clock.now())),
        "off": found.off,
        "set_up": events.settings(found).model_dump(),
        "hints": hints.of_room(found.conference, found.stream, found.desk),
        "stage": stage.sources_of(found, queries.sitting_now(found.session, clock.now())),
        "ingest": bool(settings.INGEST_RTMP),
        "repeats": actor.can("programme.manage", found.scope),
        "recording": stage.has_recording(found),
        "on_server": meetings.at_desk(found).model_dump(),
        "consents": speaking.consents(found),
        "door": doors.at_the_desk(actor, found, request.GET.get("find", "")),
        "embargoed": rules.embargoed(found, clock.now()),
        "chairs": queries.chairs(found).model_dump(),
        "held": decisions.held_in(found.conference_id, found.stream),
        "everywhere": actor.can("moderate"),
        "organizes": actor.can("conference.organize"),
        "nav": "desk" if actor.can("moderate") else "rooms",
    }
    return render(request, "conference/desk.html", context)


def screen(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The screen in the hall: what is pinned, and how to join in. The same for whoever opens it."""
    _conference, _actor, found = enter(request, slug, code)
    at = log.position(found.stream)  # before the rows: an event must not fall between the two
    inside = request.build_absolute_uri(reverse("room", args=[slug, code]) + "?tab=polls")
    sitting = queries.sitting_now(found.session, clock.now())
    context = {
        "room": found,
        "session": found.session,
        "sitting": sitting,
        "standing": queries.standing(found, sitting),
        "after": queries.next_there(found, clock.now()),
        "at": at,
        "off": found.off,
        "parts": panels.screen(found),
        "qr": mark_safe(segno.make(inside, micro=False).svg_inline(border=2, light="white", omitsize=True)),  # noqa: S308  drawn here
        "go": request.get_host() + reverse("room_go", args=[slug]),
    }
    return render(request, "conference/screen.html", context)


def go(request: HttpRequest, slug: str) -> HttpResponse:
    """From the code on the screen to its room, however one types it."""
    conference = people.conference(slug)
    actor = actor_of(request, conference)
    typed = "".join(request.GET.get("code", "").split())[:12]
    if not typed:
        return render(request, "conference/go.html", {"nav": "rooms"})
    try:
        session = programme.session_by_code(conference, typed.upper())
    except NotFound:
        context = {"code": typed, "error": _("No room has this code. Look at the screen again."), "nav": "rooms"}
        return render(request, "conference/go.html", context, status=404)
    found = None if actor.signed_in else queries.guest_room(conference, session.code)
    if found is not None:
        walk_in = found.visibility == Room.Visibility.PUBLIC
        shown = {"session": session, "code": session.code, "walk_in": walk_in, "nav": "rooms"}
        return render(request, "conference/guest.html", shown)
    return redirect(reverse("room", args=[slug, session.code]) + "?tab=polls")


def enter(request: HttpRequest, slug: str, code: str) -> tuple[Conference, Actor, Room]:
    """The room, if the reader may enter; asks the signed-out to sign in, and visitors of one not public to join."""
    conference = people.conference(slug)
    actor = actor_of(request, conference)
    session = programme.session_by_code(conference, code)
    if not actor.signed_in:
        raise SignedOut("signed_out", "Please sign in to enter the room.")
    if actor.visits and not queries.is_public(session):
        actors.must_not_be_held(actor)
        raise Forbidden("conference.not_joined", "Join the congress first, then its rooms open.")
    found = actions.room_of(session)
    if not rules.may_enter(actor, found):
        actors.must_not_be_held(actor, found.stream)
        raise NotFound
    return conference, actor, found
