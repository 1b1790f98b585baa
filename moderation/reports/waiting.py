"""Reports that nobody has looked at while the congress is on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from moderation.duty.attention import Waiting
from moderation.reports.models import Report


def scope(conference_id: int) -> str:
    """The queue of the reports of a congress."""
    return f"moderators:{conference_id}"


def reports(now: datetime) -> Iterator[Waiting]:
    """Open reports of congresses that are on. One query."""
    today = now.date()
    found = Report.objects.filter(decided_at=None, conference__starts_on__lte=today, conference__ends_on__gte=today)
    for conference_id, slug, at in found.order_by("pk").values_list("conference_id", "conference__slug", "at"):
        yield Waiting(conference_id, scope(conference_id), _("Reports"), reverse("desk", args=[slug]), at)
