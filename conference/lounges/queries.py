"""Readers of lounges."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from conference.lounges import rules
from conference.lounges.models import Lounge
from core.actor import Actor
from core.errors import NotFound
from core.models import Conference


def lounge(pk: int) -> Lounge:
    found = Lounge.objects.select_related("conference").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def open_to(actor: Actor, conference: Conference) -> list[Lounge]:
    """The lounges somebody may come into, those that are open first. One query."""
    found = Lounge.objects.filter(conference=conference, archived_at=None).order_by(F("open").desc(), "name", "pk")
    return [one for one in found if rules.may_enter(actor, one)]


def in_lobby(actor: Actor, conference: Conference) -> dict[str, Any]:
    """What stands under the rooms that are on; nothing, and no query, for who has not joined."""
    shown = open_to(actor, conference) if actor.joined else []
    return {"lounges": shown, "organizes": actor.can("conference.organize")}


def on_now(actor: Actor, conference: Conference) -> dict[str, Any] | None:
    """The panel of the Now page. No query for who has not joined."""
    shown = [one for one in open_to(actor, conference) if one.open] if actor.joined else []
    return {"lounges": shown} if shown else None


def looked_after(conference_id: int) -> list[Lounge]:
    """The lounges on the desk of a congress, those that are open first. One query."""
    found = Lounge.objects.filter(conference=conference_id, archived_at=None).select_related("conference")
    return list(found.order_by(F("open").desc(), "name", "pk"))


def at_the_desk(actor: Actor, conference: Conference) -> dict[str, Any]:
    """Lounges to look after, for the desk of the whole congress. One query."""
    found = looked_after(conference.pk)
    return {"lounges": found, "count": len(found)}


def all_of(conference: Conference) -> list[Lounge]:
    """For organizers: all there are, the archived ones last."""
    return list(Lounge.objects.filter(conference=conference).order_by(F("archived_at").asc(nulls_first=True), "name"))
