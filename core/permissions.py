"""What one may be allowed to do. Features declare their permissions; roles of a conference are sets of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Permission:
    """`writing` permissions are what a mute takes away; `roles` have it in a new conference."""

    code: str
    text: str
    roles: frozenset[str]
    writing: bool = False


_declared: dict[str, Permission] = {}

# Not permissions of a role: everybody has "public", whoever signed in has "signed_in", whoever joined has "joined".
EVERYBODY = {"public", "signed_in", "joined"}

ROLES = {
    "attendee": "Attendee",
    "guest": "Guest by code",
    "invited": "Invited to a room",
    "early_career": "Early-career researcher",
    "ambassador": "Early Career Ambassador",
    "mentor": "Mentor",
    "coordinator": "Mentoring coordinator",
    "speaker": "Speaker",
    "chair": "Chair",
    "moderator": "Moderator",
    "safety": "Safety contact",
    "supporter": "Supporting member",
    "advocate": "Patient advocate",
    "industry": "From industry",
    "organizer": "Organizer",
}

# What somebody is, by her own profile or the society's list: nobody gives or takes these
BY_FACT = frozenset({"early_career", "industry", "supporter"})
# A guest is this and nothing else; all others are attendees besides what they are. One is invited to one room at a time
NOT_GIVEN = BY_FACT | {"attendee", "guest", "invited"}


def declare(code: str, text: str, *, roles: Iterable[str], writing: bool = False) -> str:
    """Declare a permission and the roles that have it in a new conference. Organizers have all."""
    named = frozenset(roles)
    if unknown := named - ROLES.keys():
        raise ValueError(f"unknown roles for {code}: {sorted(unknown)}")
    _declared[code] = Permission(code, text, named | {"organizer"}, writing)
    return code


def known(code: str) -> bool:
    return code in _declared or code in EVERYBODY


def declared() -> list[Permission]:
    return sorted(_declared.values(), key=lambda permission: permission.code)


def of_role(role: str) -> frozenset[str]:
    """The permissions a role starts with. Whoever joined is an attendee besides."""
    return frozenset(p.code for p in _declared.values() if role in p.roles)


def of_roles(roles: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*(of_role(role) for role in roles))


def writing() -> frozenset[str]:
    return frozenset(p.code for p in _declared.values() if p.writing)
