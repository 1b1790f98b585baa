"""Which memberships are needed longer than two years after their congress: features above say whose.

staying.register(speakers.who_agreed)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from accounts.models import Membership

# Numbers of memberships, as a query
Needed = Callable[[], QuerySet[Any, Any]]
_needed: list[Needed] = []


def register(needed: Needed) -> None:
    if needed not in _needed:
        _needed.append(needed)


def gone(memberships: QuerySet[Membership]) -> QuerySet[Membership]:
    """Those of these memberships that nobody needs. Organizers look after what is left of their congress."""
    left = memberships.exclude(grants__role__code="organizer")
    for needed in _needed:
        left = left.exclude(pk__in=needed())
    return left
