"""Readers about badges."""

from __future__ import annotations

from collections import defaultdict

from accounts.models import Grant, Membership
from core import permissions


def scopes_of(membership: Membership) -> dict[str, list[str]]:
    """Which roles may stand beside her name, and where: in these rooms, or everywhere when the list is empty.

    Only what somebody gave her: what follows from a profile is shown, or not, by the profile.
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    rows = Grant.objects.filter(membership=membership).exclude(role__code__in=permissions.NOT_GIVEN)
    for code, scope in rows.order_by("role_id", "scope").values_list("role__code", "scope"):
        found[code].append(scope)
    return {code: [] if "" in scopes else scopes for code, scopes in found.items()}


def choices(membership: Membership) -> list[tuple[str, str]]:
    """(code, name) of what she may choose."""
    return [(code, permissions.ROLES.get(code, code)) for code in scopes_of(membership)]
