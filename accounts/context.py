"""What every page knows: the conference it is about and who asks."""

from __future__ import annotations

from typing import Any, Protocol, TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts import queries
from core import actor as actors
from core.actor import ANONYMOUS, Actor
from core.errors import Forbidden, NotFound, SignedOut
from core.models import Conference


class Placed(Protocol):
    """Something of a conference."""

    @property
    def conference_id(self) -> int: ...


P = TypeVar("P", bound=Placed)


def within(conference: Conference, found: P) -> P:
    """What is asked for by its number; under the address of another conference it is not there."""
    if found.conference_id != conference.pk:
        raise NotFound
    return found


def actor_of(request: HttpRequest, conference: Conference | None) -> Actor:
    """The actor of a page, read once per request and conference."""
    known: dict[int | None, Actor] = request.__dict__.setdefault("_actors", {})
    key = conference.pk if conference else None
    if key not in known:
        known[key] = actors.load(request.user.pk, key) if request.user.is_authenticated else ANONYMOUS
    request.__dict__["_conference"] = conference
    return known[key]


def visitor(request: HttpRequest, slug: str) -> tuple[Conference, Actor]:
    """A page of a conference that everybody may open."""
    conference = queries.conference(slug)
    return conference, actor_of(request, conference)


def joined(request: HttpRequest, slug: str) -> tuple[Conference, Actor]:
    """A page of those who joined: SignedOut leads to the door, strangers are told that there is no such page."""
    conference, actor = visitor(request, slug)
    if not actor.signed_in:
        raise SignedOut("signed_out", _("Please sign in first."))
    if not actor.joined:
        actors.must_not_be_held(actor)
        raise NotFound
    return conference, actor


def organizer(request: HttpRequest, slug: str) -> tuple[Conference, Actor]:
    """A page of those who organize."""
    conference, actor = joined(request, slug)
    if not actor.can("conference.organize"):
        raise Forbidden("permission.missing", _("Your role here does not include this."))
    return conference, actor


def who_and_where(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `conference` and `actor` as the view established them, `demo` mode."""
    conference = request.__dict__.get("_conference")
    actor = actor_of(request, conference) if hasattr(request, "user") else ANONYMOUS
    return {"conference": conference, "actor": actor, "demo": settings.DEMO}
