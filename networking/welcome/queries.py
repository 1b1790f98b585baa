"""Readers of welcome hosts."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.models import Membership
from core import clock
from core.actor import Actor
from core.errors import NotFound
from core.models import Conference
from networking.welcome.choosing import Person
from networking.welcome.models import Welcome


def _welcomes() -> QuerySet[Welcome]:
    return Welcome.objects.select_related("newcomer__person", "newcomer__conference", "host__person")


def welcome(pk: int) -> Welcome:
    if (row := _welcomes().filter(pk=pk).first()) is None:
        raise NotFound
    return row


def waiting(conference_id: int) -> list[Membership]:
    """First-timers without a host who are members now."""
    found = Membership.objects.filter(
        conference=conference_id, state=Membership.State.ACTIVE, mentee_profile__first_time=True, welcome=None
    )
    return list(found.select_related("person").order_by("pk"))


def hosts(conference_id: int) -> list[Person]:
    """Ambassadors who did not say that they host nobody."""
    found = Membership.objects.filter(
        conference=conference_id, state=Membership.State.ACTIVE, grants__role__code="ambassador", grants__scope=""
    )
    found = found.exclude(hosting__on=False).select_related("person").distinct()
    return [as_person(one) for one in found]


def as_person(member: Membership) -> Person:
    offset = clock.now().astimezone(clock.zone(member.person.zone)).utcoffset()
    hours = offset.total_seconds() / 3600 if offset else 0.0
    return Person(member.pk, member.person_id, member.ref, frozenset(member.person.languages), hours)


def loads(conference_id: int) -> dict[int, int]:
    """How many each host has."""
    rows = Welcome.objects.filter(newcomer__conference=conference_id)
    return dict(rows.values_list("host").annotate(Count("pk")))


def mine(actor: Actor) -> list[Welcome]:
    """Where a member is one of the two."""
    me = actor.membership_id or 0
    return list(_welcomes().filter(Q(newcomer=me) | Q(host=me)))


def side_of(membership_id: int | None, row: Welcome) -> str:
    """ "newcomer", "host", or "" for everybody else."""
    sides = {row.newcomer_id: "newcomer", row.host_id: "host"}
    return sides.get(membership_id, "") if membership_id is not None else ""


def my_host(actor: Actor, conference: Conference) -> dict[str, Any] | None:
    """A newcomer's host, for the page Now in the first days."""
    if not actor.joined:
        return None
    row = _welcomes().filter(newcomer=actor.membership_id).first()
    return {"row": row} if row else None
