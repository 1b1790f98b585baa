"""Fills an Actor with the person and her roles in one conference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from django.db import connection
from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet

from accounts import facts
from accounts.models import Membership, Role, User
from core import clock, permissions
from core.actor import Actor
from core.prepared import Prepared
from core.statements import Statement
from core.unit import once

_unread: list[Callable[[str], Any]] = []
# Who is somebody here: members, and guests of one room
INSIDE = (Membership.State.ACTIVE, Membership.State.GUEST)
HOLD = Prepared("SELECT 1 FROM accounts_membership WHERE person_id = %s AND conference_id = %s FOR SHARE")


def provide(actor: Actor, lock: bool) -> Actor:
    """The first provider: name and zone of the person, permissions of the roles. Two queries for a member."""
    person_id = actor.person_id or 0
    membership = _membership(person_id, actor.conference_id, lock) if actor.conference_id is not None else None
    person = membership.person if membership else _person(person_id, lock)
    if person is None:
        return Actor()
    known = replace(
        actor,
        name=str(person),
        zone=person.zone,
        permissions=actor.permissions | _of_a_person(person),
        verified=person.is_demo or (membership or person).has_address,
        unread=getattr(membership or person, "unread", 0),
    )
    return known if membership is None else _as_member(known, membership)


def _of_a_person(person: User) -> frozenset[str]:
    if person.is_guest:
        return frozenset()
    return frozenset({"signed_in"} | ({"conference.create"} if person.may_create_conferences else set()))


def count_unread(expression: Callable[[str], Any]) -> None:
    """Register how to count, in SQL, what waits for the person in a column: the bell must cost no query."""
    _unread[:] = [expression]


def _asked_of(column: str, lock: bool) -> dict[str, Any]:
    """Annotations: `has_address` and, for pages, `unread`."""
    asked: dict[str, Any] = {"has_address": Exists(EmailAddress.objects.filter(user=OuterRef(column), verified=True))}
    return asked if lock or not _unread else asked | {"unread": _unread[0](column)}


def _person(person_id: int, lock: bool) -> Any:
    return User.objects.filter(pk=person_id, is_active=True).annotate(**_asked_of("pk", lock)).first()


def _members(lock: bool, person: int, conference: int, now: datetime) -> QuerySet[Membership]:
    """The membership of a person with what `_asked_of` says, and facts such as `is_supporter`."""
    found = Membership.objects.filter(person_id=person, conference_id=conference)
    found = found.filter(state__in=INSIDE, person__is_active=True).select_related("person")
    return found.annotate(**_asked_of("person_id", lock), **facts.of_membership(now))


_FOR_COMMANDS, _FOR_PAGES = Statement(partial(_members, True)), Statement(partial(_members, False))


def _membership(person_id: int, conference_id: int, lock: bool) -> Any:
    if lock and connection.vendor == "postgresql":
        # Shared: commands of one person do not wait for each other, only for a change of her rights. Held before
        # anything of hers is read, for what was read before would be from before the wait.
        HOLD.rows(person_id, conference_id)
    asked = _FOR_COMMANDS if lock else _FOR_PAGES
    membership = asked.first(person=person_id, conference=conference_id, now=clock.now())
    if membership is not None and lock:
        once(_held(membership.pk), lambda: membership)
    return membership


def held(actor: Actor) -> Membership | None:
    """The membership with its person that the actor of this command was made of. No query inside its unit of work."""
    pk = actor.membership_id or 0
    return once(_held(pk), lambda: Membership.objects.select_related("person").filter(pk=pk).first())


def _held(membership_id: int) -> tuple[str, int]:
    return "membership", membership_id


def _as_guest(actor: Actor, membership: Membership) -> Actor:
    """Somebody with a few permissions in one room, and none anywhere else."""
    rows = [row for row in _roles(membership) if row[1] == "guest" and row[0]]
    return replace(
        actor,
        membership_id=membership.pk,
        noted=facts.hints_of(membership),
        ref=membership.ref,
        name=membership.shown_name,
        guest_of=next((scope for scope, _, _ in rows), "nowhere"),
        scoped=frozenset((scope, code) for scope, _, codes in rows for code in codes),
    )


def _as_member(actor: Actor, membership: Membership) -> Actor:
    if membership.state == Membership.State.GUEST:
        return _as_guest(actor, membership)
    given = _roles(membership)
    resting = facts.resting(membership, frozenset(role for scope, role, _ in given if not scope))
    rows = [row for row in given if row[1] not in resting]
    if not actor.verified:
        rows = [("", role, _to_read(codes)) for _, role, codes in rows if role == "attendee"]
    granted = frozenset(code for scope, _, codes in rows if not scope for code in codes)
    return replace(
        actor,
        membership_id=membership.pk,
        noted=facts.hints_of(membership),
        ref=membership.ref,
        name=membership.shown_name,
        roles=frozenset(code for scope, code, _ in rows if not scope),
        scoped=frozenset((scope, code) for scope, _, codes in rows if scope for code in codes),
        permissions=actor.permissions | granted | {"joined"},
    )


def _to_read(codes: list[str]) -> list[str]:
    """Without a confirmed address one looks on: a forged one must not speak in somebody's name."""
    return sorted(set(codes) - permissions.writing())


def _roles(membership: Membership) -> list[tuple[str, str, list[str]]]:
    """(scope, role, permissions) of what was given to her, and of what she is by fact. One query."""
    kinds = facts.roles_of(membership)
    found = _ROLES.rows(membership=membership.pk, conference=membership.conference_id)
    return [(scope or "", code, codes) for scope, code, codes in found if scope is not None or code in kinds]


def _roles_or_facts(membership: int, conference: int) -> QuerySet[Role, tuple[str | None, str, list[str]]]:
    """Roles given to a member, with their scope, and all that follow from facts, with none."""
    given = Q(grants__membership_id=membership)
    found = Role.objects.filter(conference_id=conference)
    found = found.annotate(hers=FilteredRelation("grants", condition=given))
    found = found.filter(Q(hers__isnull=False) | Q(code__in=sorted(permissions.BY_FACT)))
    return found.values_list("hers__scope", "code", "permissions")


_ROLES = Statement(_roles_or_facts)
