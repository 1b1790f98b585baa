"""Pages of the live queue."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.context import joined
from core.errors import Forbidden
from networking.matchmaking import queries, telling
from networking.matchmaking.commands import BOOK, PEERS, SERVE, WATCH
from networking.mentors import queries as mentors
from realtime import log


@require_safe
@never_cache
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    """Wait for a mentor who is here now: place, usual wait, the offer with its minute."""
    conference, actor = joined(request, slug)
    at, board_at = log.position(f"user:{actor.person_id}"), log.position(f"queue:{conference.pk}")
    ticket = queries.ticket_shown(actor.membership_id)
    board = telling.board_data(conference)
    context = {
        "nav": "mentors",
        "at": at,
        "board_at": board_at,
        "may_wait": actor.can(BOOK),
        "serves": actor.can(SERVE) or actor.can(PEERS),
        "ticket": telling.ticket_data(ticket).model_dump(mode="json") if ticket else None,
        "board": board.model_dump(mode="json"),
        "topics": mentors.topics(conference.pk),
        "others": [] if ticket and ticket.state in queries.SERVED else queries.bookable(actor, ticket),
    }
    return render(request, "networking/matchmaking/queue.html", context)


@require_safe
@never_cache
def duty(request: HttpRequest, slug: str) -> HttpResponse:
    """A mentor's place at the live queue: on or off, and who is offered."""
    conference, actor = joined(request, slug)
    if not (actor.can(SERVE) or actor.can(PEERS)):
        raise Forbidden("permission.missing", _("Your role here does not include this."))
    at = log.position(f"user:{actor.person_id}")
    found = queries.duty_of(actor.membership_id)
    profile = mentors.profile_of(actor.membership_id)
    context = {
        "nav": "mentors",
        "at": at,
        "profile": profile,
        "mentors": actor.can(SERVE),
        "watches": actor.can(WATCH),
        "windows": queries.windows(profile.pk) if profile else [],
        "duty": telling.duty_data(found).model_dump(mode="json") if found else None,
        "board": telling.board_data(conference).model_dump(mode="json"),
    }
    return render(request, "networking/matchmaking/duty.html", context)


@require_safe
@never_cache
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """The duty desk: what those who wait look for, in numbers, and who is there or expected."""
    conference, actor = joined(request, slug)
    if not actor.can(WATCH):
        raise Forbidden("permission.missing", _("Your role here does not include this."))
    at = log.position(f"queue:{conference.pk}")
    context = {
        "nav": "mentors",
        "board_at": at,
        "board": telling.board_data(conference).model_dump(mode="json"),
        "needs": queries.needs(conference.pk),
        "windows": queries.windows_of(conference.pk),
        "peers": actor.can(PEERS),
    }
    return render(request, "networking/matchmaking/desk.html", context)
