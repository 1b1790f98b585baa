"""Readers of the hallway and its tables."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Prefetch, Q, QuerySet

from accounts import blocks
from core import clock
from core.actor import Actor
from core.errors import NotFound
from core.text import as_id
from networking.hallway.models import Circle, Meeting, Seat, Stroll

SEATS = 4


def strolls(membership_id: int | None) -> bool:
    return Stroll.objects.filter(membership=membership_id or 0).exists()


def others_strolling(actor: Actor) -> list[Stroll]:
    """Who else is in the hallway and could be met: not blocked either way, not met by chance before."""
    me = actor.membership_id or 0
    apart = blocks.either_way(actor.person_id or 0, actor.conference_id or 0)
    met = Meeting.objects.filter(Q(one=me) | Q(other=me)).values_list("one", "other")
    known = {pk for pair in met for pk in pair if pk}
    found = Stroll.objects.filter(membership__conference=actor.conference_id or 0).exclude(membership=me)
    found = found.exclude(membership__person__in=apart).exclude(membership__in=known)
    return list(found.select_related("membership__person").order_by("pk"))


def meeting_at(pk: int) -> Meeting | None:
    return Meeting.objects.select_related("conference", "one__person", "other__person").filter(pk=pk).first()


def meeting(pk: int) -> Meeting:
    found = meeting_at(pk)
    if found is None:
        raise NotFound
    return found


def current(membership_id: int | None) -> Meeting | None:
    """The meeting somebody is in just now."""
    mine = Q(one=membership_id or 0) | Q(other=membership_id or 0)
    return Meeting.objects.filter(mine, ends_at__gt=clock.now()).order_by("-pk").first()


def _circles() -> QuerySet[Circle]:
    seats = Prefetch("seats", Seat.objects.select_related("membership__person").order_by("pk"))
    return Circle.objects.select_related("conference", "host__person").prefetch_related(seats)


def circle_at(pk: int) -> Circle | None:
    return _circles().filter(pk=pk).first()


def circle(pk: int) -> Circle:
    found = circle_at(pk)
    if found is None:
        raise NotFound
    return found


def by_key(key: str) -> Circle | None:
    return circle_at(as_id(key))


def open_circles(actor: Actor) -> list[Circle]:
    """Tables that are open, the newest first. Three queries."""
    found = _circles().filter(conference=actor.conference_id or 0, ends_at__gt=clock.now())
    return list(found.order_by("-pk")[:30])


def apart_from(actor: Actor) -> set[int]:
    return blocks.either_way(actor.person_id or 0, actor.conference_id or 0)


def seats_taken(one: Circle, apart: Collection[int]) -> int:
    """A table at which somebody sits whom one is kept apart from reads like a full one."""
    persons = {seat.membership.person_id for seat in one.seats.all()} | {one.host.person_id if one.host else 0}
    return SEATS if persons & set(apart) else len(one.seats.all())


def seated(one: Circle, membership_id: int | None) -> bool:
    return any(seat.membership_id == membership_id for seat in one.seats.all())
