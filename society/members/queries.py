"""Readers about members of the society."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from society.members.models import Supporter


def is_supporter() -> Exists:
    """Whether the person of a membership stands by the society, for the query that reads it."""
    return Exists(Supporter.objects.filter(email=OuterRef("person__email")))
