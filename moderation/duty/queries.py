"""Readers about presets, shifts and queues, and what rests outside of shifts."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from accounts import queries as people
from accounts.models import Membership
from core import clock
from core.actor import Actor
from core.errors import NotFound
from moderation.duty.models import Care, Decision, Shift, Watch

MODERATOR, ORGANIZER = "moderator", "organizer"


def care(conference_id: int) -> Care:
    """What the organizers chose, or the small congress that everybody starts with."""
    return Care.objects.filter(conference_id=conference_id).first() or Care(conference_id=conference_id)


def resting(membership: Membership, roles: frozenset[str]) -> frozenset[str]:
    """With a rota the role of a moderator counts while on shift only. One query for a moderator, none for others."""
    if MODERATOR not in roles or not Care.objects.filter(conference_id=membership.conference_id, rota=True).exists():
        return frozenset()
    return frozenset() if running(clock.now()).filter(membership=membership).exists() else frozenset({MODERATOR})


def is_off_duty(actor: Actor) -> bool:
    """Whether somebody would moderate if her shift were on."""
    return moderators(actor.conference_id or 0).filter(pk=actor.membership_id or 0).exists()


def running(now: datetime) -> QuerySet[Shift]:
    return Shift.objects.filter(starts_at__lte=now, ends_at__gt=now)


def shift(pk: int) -> Shift:
    found = _whole(Shift.objects.filter(pk=pk)).first()
    if found is None:
        raise NotFound
    return found


def _whole(shifts: QuerySet[Shift]) -> QuerySet[Shift]:
    return shifts.select_related("membership__person", "membership__conference")


def rota(conference_id: int) -> QuerySet[Shift]:
    """Shifts that are not over, in their order."""
    mine = Shift.objects.filter(membership__conference_id=conference_id, ends_at__gt=clock.now())
    return _whole(mine).order_by("starts_at", "pk")


def mine_now(membership_id: int | None) -> Shift | None:
    return _whole(running(clock.now()).filter(membership_id=membership_id or 0)).order_by("ends_at").first()


def mine_next(membership_id: int | None) -> Shift | None:
    later = Shift.objects.filter(membership_id=membership_id or 0, starts_at__gt=clock.now())
    return _whole(later).order_by("starts_at").first()


def handed_over(conference_id: int) -> Shift | None:
    """The last note somebody handed over."""
    noted = Shift.objects.filter(membership__conference_id=conference_id, noted_at__isnull=False)
    return _whole(noted).order_by("-noted_at").first()


def moderators(conference_id: int) -> QuerySet[Membership]:
    """Whom a rota can name."""
    return people.holders(conference_id, MODERATOR, "")


def organizers(conference_id: int) -> list[Membership]:
    active = people.holders(conference_id, ORGANIZER, "")
    return list(active.filter(state=Membership.State.ACTIVE).order_by("pk"))


def gaps(shifts: list[Shift], begins: datetime, ends: datetime) -> list[tuple[datetime, datetime]]:
    """When nobody is on duty between two instants; shifts come in the order of their beginning."""
    found: list[tuple[datetime, datetime]] = []
    covered = begins
    for one in shifts:
        if one.starts_at > covered:
            found.append((covered, min(one.starts_at, ends)))
        covered = max(covered, one.ends_at)
        if covered >= ends:
            return found
    return [*found, (covered, ends)] if covered < ends else found


def watch(conference_id: int, scope: str) -> Watch | None:
    return Watch.objects.filter(conference_id=conference_id, scope=scope).first()


def decision(kind: str, key: str) -> Decision:
    """The last decision about an item that can still be taken back; NotFound for none."""
    found = Decision.objects.filter(kind=kind, key=key).first()
    if found is None:
        raise NotFound
    return found


def rings(conference_id: int, scope: str) -> bool:
    """Whether organizers were called about a queue that nobody has looked after since."""
    found = watch(conference_id, scope)
    return found is not None and found.rings


def ringing(conference_id: int) -> list[Watch]:
    """All queues of a congress that ring."""
    rung = Watch.objects.filter(conference_id=conference_id, rung_at__isnull=False).select_related("conference")
    return [one for one in rung.order_by("pk") if one.rings]
