"""The pages of rooms."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import queries as people
from accounts.context import actor_of
from conference.rooms import actions, panels, queries, rules
from conference.rooms.models import Room
from core import clock
from core.actor import Actor
from core.errors import Forbidden, SignedOut
from core.models import Conference
from schedule.programme import queries as programme


def lobby(request: HttpRequest, slug: str) -> HttpResponse:
    """What is on now and next, to walk into."""
    conference = people.conference(slug)
    actor_of(request, conference)
    found = queries.lobby(conference.pk, clock.now())
    speakers = programme.speakers_of([s.session_id for s in found.live + found.soon])
    return render(request, "conference/lobby.html", {"lobby": found, "speakers": speakers, "nav": "rooms"})


def room(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The live room of a session. Who has not joined is led to joining."""
    _conference, actor, found = _enter(request, slug, code)
    sitting = queries.sitting_now(found.session, clock.now())
    tabs = panels.shown(actor, found)
    tab = request.GET.get("tab") or "chat"
    context = {
        "room": found,
        "session": found.session,
        "sitting": sitting,
        "speakers": programme.speakers_of([found.session_id]).get(found.session_id, []),
        "state": queries.state_of(found, sitting, clock.now()),
        "sources": queries.sources_of(found, sitting),
        "tabs": tabs,
        "tab": tab if tab in {t["key"] for t in tabs} else "chat",
        "mine": panels.overlay(actor, tabs),
        "moderates": rules.may_moderate(actor, found),
        "nav": "rooms",
    }
    return render(request, "conference/room.html", context)


def mine(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """My own waiting questions, as a fragment: they are told to nobody else, so no stream carries them."""
    _conference, actor, found = _enter(request, slug, code)
    data: dict[str, Any] = next(t["data"] for t in panels.shown(actor, found) if t["key"] == "questions")
    return render(request, "conference/_own_questions.html", {"panel": data})


def desk(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The moderator's view of one room."""
    _conference, actor, found = _enter(request, slug, code)
    if not rules.may_moderate(actor, found):
        raise Forbidden("permission.missing", "Moderators of this congress work here.")
    tabs = panels.shown(actor, found)
    said = [item["author"] for item in tabs[0]["data"]["history"].items if item["author"]]
    context = {
        "room": found,
        "session": found.session,
        "tabs": tabs,
        "authors": list({author["ref"]: author for author in said}.values()),
        "queues": panels.queues(actor, found),
        "nav": "desk",
    }
    return render(request, "conference/desk.html", context)


def _enter(request: HttpRequest, slug: str, code: str) -> tuple[Conference, Actor, Room]:
    """The room, if the reader may enter; asks the signed-out to sign in and the others to join."""
    conference = people.conference(slug)
    actor = actor_of(request, conference)
    session = programme.session_by_code(conference, code)
    if not actor.signed_in:
        raise SignedOut("signed_out", "Please sign in to enter the room.")
    if not actor.joined:
        raise Forbidden("conference.not_joined", "Join the congress first, then its rooms open.")
    return conference, actor, actions.room_of(session)
