"""What announcements keep of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from conference.announcements import actions
from conference.announcements.models import Announcement
from core import privacy


def _export(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Announcement.objects.filter(by_id=person_id).values("conference__slug", "text", "made_at", "state")


privacy.table(Announcement, retention="2 years after the congress", export=_export, erase=actions.erase)
