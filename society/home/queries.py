"""Readers about the society."""

from __future__ import annotations

from core.errors import NotFound
from society.home.models import Society


def society() -> Society:
    """The society of this installation with aims, awards and partners; NotFound before it was described."""
    found = Society.objects.prefetch_related("aims", "awards", "partners").order_by("pk").first()
    if found is None:
        raise NotFound
    return found
