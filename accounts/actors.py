"""Fills an Actor with the person and her roles in one conference."""

from __future__ import annotations

from dataclasses import replace

from allauth.account.models import EmailAddress
from django.db import connection

from accounts.models import Grant, Membership, User
from core.actor import Actor


def provide(actor: Actor, lock: bool) -> Actor:
    """The first provider: name and zone of the person, permissions of the roles. Reads at most four rows."""
    person = User.objects.filter(pk=actor.person_id or 0, is_active=True).first()
    if person is None:
        return Actor()
    known = replace(
        actor,
        name=str(person),
        zone=person.zone,
        permissions=actor.permissions | _of_a_person(person),
        verified=_verified(person),
    )
    if actor.conference_id is None:
        return known
    membership = _membership(person.pk, actor.conference_id, lock)
    return known if membership is None else _as_member(known, membership)


def _of_a_person(person: User) -> frozenset[str]:
    return frozenset({"signed_in"} | ({"conference.create"} if person.may_create_conferences else set()))


def _verified(person: User) -> bool:
    return person.is_demo or EmailAddress.objects.filter(user=person, verified=True).exists()


def _membership(person_id: int, conference_id: int, lock: bool) -> Membership | None:
    found = Membership.objects.filter(
        person_id=person_id, conference_id=conference_id, state=Membership.State.ACTIVE
    ).select_related("person")
    membership = found.first()
    if membership is not None and lock and connection.vendor == "postgresql":
        # Shared: commands of one person do not wait for each other, only for a change of her rights.
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM accounts_membership WHERE id = %s FOR SHARE", [membership.pk])
        membership = found.first()
    return membership


def _as_member(actor: Actor, membership: Membership) -> Actor:
    rows = list(Grant.objects.filter(membership=membership).values_list("scope", "role__code", "role__permissions"))
    granted = frozenset(code for scope, _, codes in rows if not scope for code in codes)
    return replace(
        actor,
        membership_id=membership.pk,
        ref=membership.ref,
        name=membership.shown_name,
        roles=frozenset(code for scope, code, _ in rows if not scope),
        scoped=frozenset((scope, code) for scope, _, codes in rows if scope for code in codes),
        permissions=actor.permissions | granted | {"joined"},
    )
