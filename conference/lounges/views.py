"""The pages of lounges."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.context import joined, organizer, within
from conference.lounges import events, queries, rules
from conference.lounges.models import Lounge
from conference.rooms import chat
from conference.rooms.admission import queries as admission
from core import actor as actors
from core.actor import Actor
from core.errors import Forbidden, NotFound
from messaging import pages
from messaging import queries as messaging
from moderation import panels as moderation
from realtime import log


def enter(request: HttpRequest, slug: str, pk: int) -> tuple[Actor, Lounge]:
    """The lounge, if the reader may come in; who was shown out of it reads that, to all others it is not there."""
    conference, actor = joined(request, slug)
    found = queries.lounge(pk)
    if found.conference_id == conference.pk and found.archived_at is None:
        actors.must_not_be_barred(actor, found.scope)
    if found.conference_id != conference.pk or not rules.may_enter(actor, found):
        raise NotFound
    return actor, found


@require_safe
@never_cache
def lounge(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """People talk."""
    actor, found = enter(request, slug, pk)
    talks = pages.conversation(actor, "lounge", found.pk, lounge=found)
    talks["panel"]["own"] = messaging.own_unseen(talks["panel"]["thread"], actor.membership_id)
    context = {
        "nav": "rooms",
        "lounge": found,
        "standing": events.data(found),
        "moderates": rules.CHAT.moderates(actor, found),
        "organizes": actor.can("conference.organize"),
        **talks,
    }
    return render(request, "conference/lounges/lounge.html", context)


@require_safe
@never_cache
def mine(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """My own waiting messages: they are told to nobody else, so no stream carries them."""
    actor, found = enter(request, slug, pk)
    thread = messaging.thread_of("lounge", str(found.pk), actor.membership_id)
    own = messaging.own_unseen(thread, actor.membership_id)
    return render(request, "messaging/_own.html", {"panel": {"own": own}})


@require_safe
@never_cache
def desk(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Who moderates looks after one lounge: what waits, what was said, who wrote, and what holds there."""
    actor, found = enter(request, slug, pk)
    if not rules.CHAT.moderates(actor, found):
        raise Forbidden("permission.missing", _("Moderators of this congress work here."))
    at = log.positions([found.stream, found.desk])  # before the rows
    here, theirs = (at.get(stream, log.Position("", 0)) for stream in (found.stream, found.desk))
    thread = messaging.thread_of("lounge", str(found.pk), actor.membership_id)
    history = messaging.history(thread)
    context = {
        "nav": "desk",
        "lounge": found,
        "standing": events.data(found),
        "at": here,
        "thread": thread,
        "history": history,
        "authors": messaging.authors(history),
        "waiting": chat.waiting_in(found, thread, theirs) | {"subject": "lounge"},
        "held": moderation.held_in(found.conference_id, found.scope),
        "organizes": actor.can("conference.organize"),
    }
    return render(request, "conference/lounges/desk.html", context)


@require_safe
@never_cache
def keeping(request: HttpRequest, slug: str) -> HttpResponse:
    """Organizers make lounges and find those there are."""
    conference, _actor = organizer(request, slug)
    context = {"nav": "organize", "lounges": queries.all_of(conference), "roles": admission.roles(conference.pk)}
    return render(request, "conference/lounges/keeping.html", context)


@require_safe
@never_cache
def one(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Organizers look after one lounge."""
    conference, actor = organizer(request, slug)
    found = within(conference, queries.lounge(pk))
    door = admission.at_the_desk(actor, found, request.GET.get("find", ""))
    return render(request, "conference/lounges/one.html", {"nav": "organize", "lounge": found, "door": door})
