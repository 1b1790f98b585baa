"""Readers about sanctions."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Q, QuerySet

from accounts.models import Membership
from core import clock, permissions
from core.actor import BARS, MUTES, Actor, Restriction
from core.errors import NotFound
from moderation.models import Appeal, Sanction, WordList

# What remains to somebody who is kept out: she is a person still
OUTSIDE = frozenset({"public", "signed_in"})


def running(**which: object) -> QuerySet[Sanction]:
    """Sanctions that hold at this moment."""
    now = clock.now()
    return Sanction.objects.filter(lifted_at=None, until__gt=now, **which)


def provide(actor: Actor, lock: bool) -> Actor:
    """The second provider of actors: what moderators decided takes rights away, and says until when. One query."""
    if actor.membership_id is None:
        return actor
    found = running(membership_id=actor.membership_id).values_list(
        "pk", "kind", "scope", "place", "until", "reason", "membership__conference__zone",
        "membership__conference__slug",
    )  # fmt: skip
    restrictions = tuple(Restriction(*row) for row in found.order_by("pk"))
    if not restrictions:
        return actor
    actor = replace(actor, restrictions=restrictions)
    if actor.held(BARS):
        kept = actor.permissions & OUTSIDE
        return replace(actor, membership_id=None, ref="", roles=frozenset(), permissions=kept, scoped=frozenset())
    if actor.held(MUTES):
        writing = permissions.writing()
        scoped = frozenset(pair for pair in actor.scoped if pair[1] not in writing)
        return replace(actor, permissions=actor.permissions - writing, scoped=scoped)
    return actor


def sanction(pk: int) -> Sanction:
    found = _whole(Sanction.objects.filter(pk=pk)).first()
    if found is None:
        raise NotFound
    return found


def appeal(pk: int) -> Appeal:
    found = Appeal.objects.filter(pk=pk).select_related("sanction__membership__person").first()
    if found is None:
        raise NotFound
    return found


def _whole(sanctions: QuerySet[Sanction]) -> QuerySet[Sanction]:
    return sanctions.select_related("membership__person", "membership__conference", "by", "confirmed_by", "appeal")


def now_held(conference_id: int) -> QuerySet[Sanction]:
    """What holds in a conference, what waits for a second person first."""
    return _whole(running(membership__conference_id=conference_id)).order_by("until")


def open_appeals(conference_id: int) -> QuerySet[Appeal]:
    found = Appeal.objects.filter(sanction__membership__conference_id=conference_id, decided_at=None)
    return found.select_related("sanction__membership__person", "sanction__by").order_by("at")


def of_member(membership: Membership) -> QuerySet[Sanction]:
    """Everything ever decided about a member, the newest first."""
    return _whole(Sanction.objects.filter(membership=membership)).order_by("-pk")


def of_person(person_id: int, conference_id: int) -> QuerySet[Sanction]:
    """What was decided about oneself: what holds, and what one can read back."""
    mine = Q(membership__person_id=person_id, membership__conference_id=conference_id)
    return _whole(Sanction.objects.filter(mine)).order_by("-pk")


def care_words(conference_id: int) -> str:
    """The words that speak of a risk to life, one a line."""
    found = WordList.objects.filter(conference_id=conference_id).values_list("care", flat=True).first()
    return found or ""


def held_words(conference_id: int) -> str:
    """The word list of a conference, one a line."""
    found = WordList.objects.filter(conference_id=conference_id).values_list("words", flat=True).first()
    return found or ""
