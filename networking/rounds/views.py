"""Pages of rounds: for members who take part, and for coordinators."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.context import joined
from core.actor import Actor
from core.errors import Forbidden
from core.models import Conference
from networking.mentors import queries as mentors
from networking.rounds import queries, states
from networking.rounds.commands import MANAGE
from networking.rounds.solving import gathering
from realtime import log


def _coordinator(request: HttpRequest, slug: str) -> tuple[Conference, Actor]:
    conference, actor = joined(request, slug)
    if not actor.can(MANAGE):
        raise Forbidden("permission.missing", _("Your role here does not include this."))
    return conference, actor


@require_safe
@never_cache
def my_rounds(request: HttpRequest, slug: str) -> HttpResponse:
    """Rounds I may join, and whom I was given, with the reasons."""
    conference, actor = joined(request, slug)
    context = {
        "nav": "mentors",
        "rounds": queries.for_member(actor),
        "serves": actor.can("mentor.serve"),
        "manages": actor.can(MANAGE),
        "topic_names": {topic.pk: topic.name for topic in mentors.topics(conference.pk)},
    }
    return render(request, "networking/rounds/my_rounds.html", context)


@require_safe
@never_cache
def rounds(request: HttpRequest, slug: str) -> HttpResponse:
    """All rounds of a congress and how they stand."""
    conference, _actor = _coordinator(request, slug)
    at = log.position(f"rounds:{conference.pk}")
    context = {
        "nav": "organize",
        "at": at,
        "items": [queries.data(row).model_dump(mode="json") for row in queries.rounds(conference.pk)],
        "values": {"first_day": conference.starts_on.isoformat(), "last_day": conference.ends_on.isoformat()},
    }
    return render(request, "networking/rounds/rounds.html", context)


@require_safe
@never_cache
def round_page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One round: what can be done next, who takes part, the proposal with its reasons, and how fair it is."""
    conference, _actor = _coordinator(request, slug)
    at = log.position(f"rounds:{conference.pk}")
    found = queries.round_in(conference.pk, pk)
    mentee = request.GET.get("mentee", "")
    by_hand = found.state in (states.LOCKED, states.PROPOSED)
    context = {
        "nav": "organize",
        "at": at,
        "round": found,
        "item": queries.data(found).model_dump(mode="json"),
        "proposals": queries.proposals(found),
        "unserved": queries.unserved(found) if found.state not in (states.DRAFT, states.COLLECTING) else [],
        "by_hand": by_hand,
        "mentee": mentee,
        "options": queries.options(found, mentee) if by_hand and mentee else [],
        "values": {"round": found.pk, **asdict(gathering.weights_of(found))},
        "weights_open": found.state in (states.DRAFT, states.COLLECTING, states.LOCKED),
        "topic_names": {topic.pk: topic.name for topic in mentors.topics(conference.pk)},
    }
    return render(request, "networking/rounds/round.html", context)
