"""Readers of materials."""

from __future__ import annotations

from django.db.models import QuerySet

from core.errors import NotFound
from society.materials.models import Text


def texts() -> QuerySet[Text]:
    """All texts, the one reviewed last first."""
    return Text.objects.order_by("-reviewed_on", "title")


def text(slug: str) -> Text:
    """One text, or NotFound."""
    found = Text.objects.filter(slug=slug).first()
    if found is None:
        raise NotFound
    return found
