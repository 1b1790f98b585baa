"""Readers about people and memberships."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from accounts.models import Block, Invitation, Membership, User
from core.actor import Actor
from core.errors import NotFound
from core.models import Conference


def conference(slug: str) -> Conference:
    """The conference of that slug, or NotFound."""
    found = Conference.objects.filter(slug=slug).first()
    if found is None:
        raise NotFound
    return found


def may_read_user_stream(person_id: int, key: str) -> bool:
    return key == str(person_id)


def may_read_conference_stream(person_id: int, key: str) -> bool:
    return key.isdigit() and active(person_id, int(key)) is not None


def active(person_id: int, conference_id: int) -> Membership | None:
    return Membership.objects.filter(
        person_id=person_id, conference_id=conference_id, state=Membership.State.ACTIVE
    ).first()


def membership(pk: int) -> Membership:
    found = Membership.objects.select_related("person", "conference").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def conferences_of(person_id: int) -> QuerySet[Conference]:
    mine = Q(memberships__person_id=person_id, memberships__state=Membership.State.ACTIVE)
    return Conference.objects.filter(mine).order_by("-starts_on")


def people(actor: Actor) -> QuerySet[Membership]:
    """Who chose to be listed, without those who blocked the asker or were blocked by her."""
    listed = Membership.objects.filter(
        conference_id=actor.conference_id, state=Membership.State.ACTIVE, appears=Membership.Appears.LISTED
    )
    apart = blocked_either_way(actor.person_id or 0, actor.conference_id or 0)
    return listed.exclude(person_id__in=apart).select_related("person").order_by("person__display_name")


def blocked_either_way(person_id: int, conference_id: int) -> set[int]:
    """People this person shall not meet here, whoever of the two said so."""
    pairs = Block.objects.filter(Q(blocker_id=person_id) | Q(blocked_id=person_id), conference_id=conference_id)
    return {b if a == person_id else a for a, b in pairs.values_list("blocker_id", "blocked_id")}


def members(conference_id: int) -> QuerySet[Membership]:
    """Everybody who joined or waits, for organizers."""
    return (
        Membership.objects.filter(conference_id=conference_id)
        .exclude(state=Membership.State.LEFT)
        .select_related("person")
        .prefetch_related("roles")
        .order_by("state", "person__display_name")
    )


def invitations(conference_id: int) -> QuerySet[Invitation]:
    return Invitation.objects.filter(conference_id=conference_id).select_related("role").order_by("-created_at")


def person(pk: int) -> User:
    found = User.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found
