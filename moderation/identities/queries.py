"""Readers about who is behind a pseudonym."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from accounts import queries as people
from accounts.models import Membership
from core import clock
from core.actor import Actor
from core.errors import NotFound
from core.models import Conference
from moderation.identities.models import Look

# How long the two read the name
READABLE = timedelta(hours=24)


def hidden(conference_id: int, ref: str) -> Membership:
    """A member under a pseudonym; for all others there is nothing to look behind."""
    found = people.members(conference_id).filter(ref=ref, appears=Membership.Appears.PSEUDONYM).first()
    if found is None:
        raise NotFound
    return people.membership(found.pk)


def look(pk: int) -> Look:
    found = Look.objects.select_related("membership__person", "membership__conference").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def current(membership: Membership) -> Look | None:
    """The wish that counts now: one that waits, or whose day is not over."""
    young = _named(Look.objects.filter(membership=membership))
    newest = young.order_by("-pk").first()
    return newest if newest and (newest.agreed_at is None or newest.agreed_at + READABLE > clock.now()) else None


def name_for(actor: Actor, found: Look | None) -> str:
    """The real name, for the two who agreed, for a day; for everybody else nothing."""
    if found is None or found.agreed_at is None or actor.person_id not in {found.asked_by_id, found.agreed_by_id}:
        return ""
    return found.membership.person.display_name


def panel(actor: Actor, membership: Membership) -> dict[str, Any]:
    """What the page about a member shows of it, to who may ask."""
    found = current(membership)
    return {
        "look": found,
        "name": name_for(actor, found),
        "second": found is not None and found.asked_by_id != actor.person_id,
    }


def waiting(actor: Actor, conference: Conference) -> dict[str, Any]:
    """The queue at the desk: wishes that wait for a second person. One query."""
    found = Look.objects.filter(membership__conference=conference, agreed_at=None)
    items = list(_named(found)) if actor.can("seal.open") else []
    return {"items": items, "count": len(items)}


def _named(looks: QuerySet[Look]) -> QuerySet[Look]:
    """With the name by which the one who asks is known here."""
    asked = people.name_here("asked_by", "membership__conference")
    return looks.select_related("membership__person").annotate(asked_name=asked)
