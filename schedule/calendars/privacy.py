"""Calendars in the privacy registry."""

from __future__ import annotations

from django.apps import apps

from core import privacy
from schedule.calendars.models import HomeZone

_KEPT = "as long as the conference"
_WHY = "holds titles and times of the programme, no persons"

privacy.table(HomeZone, retention=_KEPT, why_not=_WHY)
for _name in ("Calendar", "Event", "Rule", "Occurrence", "CalendarRelation", "EventRelation"):
    # The library's tables are ours to declare: it knows nothing of the registry. We never fill `creator`.
    privacy.table(apps.get_model("schedule", _name), retention=_KEPT, why_not=_WHY)
