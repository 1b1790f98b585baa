"""Congresses that are over for as long as most of what is kept of people in them may stay."""

from __future__ import annotations

from datetime import timedelta

from core import clock
from core.models import Conference

KEPT = timedelta(days=30)  # after the last day; the privacy page says so of each table


def for_a_month() -> list[int]:
    """Conferences that ended thirty days ago."""
    return list(Conference.objects.filter(ends_on__lt=(clock.now() - KEPT).date()).values_list("pk", flat=True))
