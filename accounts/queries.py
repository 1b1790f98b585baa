"""Readers about people and memberships."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.sessions.models import Session
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When

from accounts.models import Block, Grant, Invitation, Membership, Role, User
from core import actor as actors
from core import permissions
from core.actor import Actor
from core.errors import NotFound
from core.models import Conference
from core.text import as_id

UNDER_OTHER_NAME = Q(appears=Membership.Appears.PSEUDONYM)


def conference(slug: str) -> Conference:
    """The conference of that slug, or NotFound."""
    found = Conference.objects.filter(slug=slug[:60]).first()
    if found is None:
        raise NotFound
    return found


def name_here(person: str, conference: str) -> Subquery:
    """An annotation: the name under which a person of a row is known in the row's conference; both are its fields."""
    member = Membership.objects.filter(person=OuterRef(person), conference=OuterRef(conference))
    name = Case(When(UNDER_OTHER_NAME, then=F("pseudonym")), default=F("person__display_name"))
    return Subquery(member.annotate(name=name).values("name")[:1])


def organizes(person_id: int | None, conference_id: int) -> bool:
    """Whether she has the role of an organizer there."""
    return Grant.objects.filter(
        membership__person=person_id, membership__conference=conference_id, role__code="organizer", scope=""
    ).exists()


def may_read_user_stream(person_id: int, key: str) -> bool:
    return key == str(person_id)


def may_read_conference_stream(person_id: int, key: str) -> bool:
    return actors.load(person_id, as_id(key)).joined


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


def public_conferences() -> QuerySet[Conference]:
    """What the start page shows to everybody: those one can join without being invited, the nearest first."""
    return Conference.objects.exclude(join_policy=Conference.Join.INVITED).order_by("-ends_on", "pk")


def home_of(person_id: int, today: date) -> Conference | None:
    """The conference a person most likely wants now: running or next, else the last one. None when undecided."""
    mine = list(conferences_of(person_id))
    coming = sorted((c for c in mine if c.ends_on >= today), key=lambda c: c.starts_on)
    running = [c for c in coming if c.starts_on <= today]
    if len(running) > 1:
        return None
    return next(iter(running or coming or mine), None)


def membership_of(person_id: int, conference_id: int) -> Membership | None:
    """A person's membership whatever its state: also the one that waits or was left."""
    return Membership.objects.filter(person_id=person_id, conference_id=conference_id).first()


def people(actor: Actor) -> QuerySet[Membership]:
    """Who chose to be listed, without those the asker blocked. Who blocked her stays: her absence would tell of it."""
    listed = Membership.objects.filter(
        conference_id=actor.conference_id or 0, state=Membership.State.ACTIVE, appears=Membership.Appears.LISTED
    )
    hidden = Block.objects.filter(blocker_id=actor.person_id or 0, conference_id=actor.conference_id or 0)
    return (
        listed.exclude(person_id__in=hidden.values("blocked_id"))
        .select_related("person")
        .order_by("person__display_name")
    )


def find_people(actor: Actor, words: str) -> QuerySet[Membership]:
    """Listed people whose name or institution contains each of the words."""
    found = people(actor)
    for word in words.split()[:6]:
        found = found.filter(Q(person__display_name__icontains=word) | Q(person__affiliation__icontains=word))
    return found


def fellow(actor: Actor, ref: str) -> Membership:
    """Another member by her public name; NotFound for who left. A block hides nobody: that would tell of it."""
    found = Membership.objects.filter(
        ref=ref, conference_id=actor.conference_id or 0, state=Membership.State.ACTIVE
    ).select_related("person")
    member = found.first()
    if member is None:
        raise NotFound
    return member


def roles(conference_id: int) -> QuerySet[Role]:
    return Role.objects.filter(conference_id=conference_id).order_by("pk")


def roles_to_give(conference_id: int) -> QuerySet[Role]:
    """What organizers may give to somebody."""
    return roles(conference_id).exclude(code__in=permissions.NOT_GIVEN)


def numbers(conference_id: int) -> dict[str, int]:
    """How many members, waiting people and open invitations a conference has."""
    states = Counter(Membership.objects.filter(conference_id=conference_id).values_list("state", flat=True))
    return {
        "members": states["active"],
        "waiting": states["waiting"],
        "invited": Invitation.objects.filter(conference_id=conference_id, accepted_at=None).count(),
    }


def members(conference_id: int, words: str = "") -> QuerySet[Membership]:
    """Everybody who joined, for organizers; with `words` those whose name or address has each of them.

    Who chose a pseudonym is found and stands by that alone: nobody reads her own name from the order, either.
    """
    found = Membership.objects.filter(conference_id=conference_id, state=Membership.State.ACTIVE)
    found = found.annotate(
        stands_as=Case(When(UNDER_OTHER_NAME, then=F("pseudonym")), default=F("person__display_name"))
    )
    for word in words.split()[:6]:
        by_address = Q(person__email__icontains=word) & ~UNDER_OTHER_NAME
        found = found.filter(Q(stands_as__icontains=word) | by_address)
    return found.select_related("person").prefetch_related("grants__role").order_by("stands_as", "pk")


def by_address(conference_id: int, email: str) -> Membership | None:
    """The member of an address, unless she chose not to be known by it."""
    return members(conference_id).filter(person__email__iexact=email).exclude(UNDER_OTHER_NAME).first()


def pseudonyms(conference_id: int) -> dict[int, str]:
    """person -> the name she chose here, of those who chose one. One query."""
    found = Membership.objects.filter(UNDER_OTHER_NAME, conference_id=conference_id)
    return dict(found.values_list("person_id", "pseudonym"))


def waiting(conference_id: int) -> QuerySet[Membership]:
    """Who asked to join and is not yet let in, the longest waiting first."""
    found = Membership.objects.filter(conference_id=conference_id, state=Membership.State.WAITING)
    return found.select_related("person").order_by("joined_at", "pk")


def invitations(conference_id: int) -> QuerySet[Invitation]:
    return Invitation.objects.filter(conference_id=conference_id).select_related("role").order_by("-created_at")


def person(pk: int) -> User:
    found = User.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def by_email(email: str) -> User:
    """The person of an address, or NotFound."""
    found = User.objects.filter(email__iexact=email.strip()).first()
    if found is None:
        raise NotFound
    return found


def sessions_of(person_id: int) -> list[str]:
    """Keys of a person's sessions. Sessions are opaque, so all of them are opened: rare and slow."""
    mine = str(person_id)
    return [s.pk for s in Session.objects.iterator() if s.get_decoded().get("_auth_user_id") == mine]


def organizes_alone(person_id: int) -> QuerySet[Conference]:
    """Conferences that would be left without an organizer."""
    organizing = Membership.objects.filter(state=Membership.State.ACTIVE, roles__code="organizer")
    others = organizing.exclude(person_id=person_id).values("conference_id")
    mine = organizing.filter(person_id=person_id).values("conference_id")
    return Conference.objects.filter(pk__in=mine).exclude(pk__in=others)


def holders(conference_id: int, role_code: str, scope: str) -> QuerySet[Membership]:
    """Who has a role in one room only."""
    granted = Grant.objects.filter(role__code=role_code, scope=scope).values("membership")
    return members(conference_id).filter(pk__in=granted)


def role(conference_id: int, code: str) -> Role:
    found = Role.objects.filter(conference_id=conference_id, code=code).first()
    if found is None:
        raise NotFound
    return found


def addresses(person_ids: Iterable[int]) -> list[tuple[int, str]]:
    """Where to write to these people, who are still here. One query."""
    return list(
        User.objects.filter(pk__in=person_ids, is_active=True, is_guest=False).order_by("pk").values_list("pk", "email")
    )


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody to write to, and the zone she lives in."""

    id: int
    email: str
    zone: str


def readers(person_ids: Iterable[int]) -> list[Reader]:
    """Where to write to these people, who are still here, and in which zone they live. One query."""
    rows = User.objects.filter(pk__in=list(person_ids), is_active=True, is_guest=False).order_by("pk")
    return [Reader(*row) for row in rows.values_list("pk", "email", "zone")]


def guest_scopes(person_id: int) -> list[tuple[int, str]]:
    """(conference, scope of the room) that a guest may come into. One query."""
    found = Grant.objects.filter(membership__person_id=person_id, membership__state=Membership.State.GUEST)
    return list(found.values_list("membership__conference_id", "scope"))


def same_mailbox(person_id: int) -> list[int]:
    """Other people whose address reaches the same mailbox: "bob+2@" is "bob@". Two queries."""
    mine = person(person_id).email
    others = User.objects.exclude(pk=person_id).filter(email__iendswith="@" + mine.rpartition("@")[2], is_guest=False)
    near = others.filter(email__istartswith=mailbox(mine).partition("@")[0]).values_list("pk", "email")
    return [pk for pk, email in near if mailbox(email) == mailbox(mine)]


def mailbox(email: str) -> str:
    """An address without what stands behind a plus (RFC 5233, subaddress)."""
    name, _at, domain = email.casefold().rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"


def zones(conference_id: int) -> list[str]:
    """In which zones those who joined live, one entry a person. One query."""
    found = Membership.objects.filter(conference_id=conference_id, state=Membership.State.ACTIVE)
    return list(found.values_list("person__zone", flat=True))
