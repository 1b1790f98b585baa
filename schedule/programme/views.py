"""Pages of the programme. Public: strangers see what is released, and nothing of anybody's stars."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.context import actor_of
from realtime import log
from schedule.programme import doors, embargo, pages, queries, zones
from schedule.programme import speakers as cast
from schedule.programme.signup import queries as signup


@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """The programme of one day, or what a search or one's own stars find on all days."""
    conference = queries.conference(slug)
    actor = actor_of(request, conference)
    my_zone = zones.of_reader(request, actor)
    asked = pages.address(request.GET, actor)
    context = pages.programme(conference, actor, asked, my_zone)
    context |= {"nav": "programme", "my_zone": my_zone, "query": asked.filter.words}
    if actor.joined:
        context["stream_at"] = log.position(f"conference:{conference.pk}")
    return render(request, "schedule/programme.html", context)


@require_safe
def session(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One session: what, who, when, and the way into its room."""
    conference = queries.conference(slug)
    actor = actor_of(request, conference)
    found = queries.with_talks(queries.session_by_code(conference, code))
    release = queries.current_release(conference.pk)
    sittings = pages.listed(conference, actor, release, session=found)
    here = pages.on_the_day(actor, conference, found) if actor.joined else {}
    context = {
        **here,
        "nav": "programme",
        "session": found,
        "talks": list(found.talks.all()),
        "sittings": sittings,
        "embargo": embargo.held(conference.pk).get(found.pk),
        "starred": any(card.starred for card in sittings),
        "mine": {"stars": [found.pk] if any(card.starred for card in sittings) else []},
        "seats": signup.seats(actor, found),
        "for_whom": signup.for_whom(found),
        "room_url": pages.room_of(conference, found.code),
        "door": doors.sign(actor, found),
        "my_zone": zones.of_reader(request, actor),
    }
    return render(request, "schedule/session.html", context)


@require_safe
def speaker(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Somebody on the programme and where they speak."""
    conference = queries.conference(slug)
    actor = actor_of(request, conference)
    found = cast.speaker_by_code(conference, code)
    release = queries.current_release(conference.pk)
    cards = pages.listed(conference, actor, release, session__talks__appearances__speaker=found)
    mine = {"stars": [card.session for card in cards if card.starred]}
    context = {
        "nav": "programme",
        "speaker": found,
        "cards": cards,
        "mine": mine,
        "my_zone": zones.of_reader(request, actor),
    }
    return render(request, "schedule/speaker.html", context)
