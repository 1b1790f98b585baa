"""What reports keep of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core import privacy
from moderation.reports import actions
from moderation.reports.models import EmergencyNumber, OnCall, Report


def _export(person_id: int) -> Iterable[Mapping[str, Any]]:
    # Only what she told: who told of her is not hers to know
    told = Report.objects.filter(reporter__person_id=person_id)
    return told.values("conference__slug", "kind", "category", "note", "at", "outcome", "answer", "decided_at")


def _export_on_call(person_id: int) -> Iterable[Mapping[str, Any]]:
    return OnCall.objects.filter(membership__person_id=person_id).values("membership__conference__slug", "until")


def _erase_on_call(person_id: int) -> None:
    OnCall.objects.filter(membership__person_id=person_id).delete()


def _export_numbers(person_id: int) -> Iterable[Mapping[str, Any]]:
    return EmergencyNumber.objects.filter(confirmed_by_id=person_id).values("country", "number", "confirmed_on")


def _erase_numbers(person_id: int) -> None:
    EmergencyNumber.objects.filter(confirmed_by_id=person_id).update(confirmed_by=None)


privacy.table(Report, retention="6 months after the congress, once it is decided", export=_export, erase=actions.erase)
privacy.table(OnCall, retention="until it ends, a day later at most", export=_export_on_call, erase=_erase_on_call)
privacy.table(EmergencyNumber, retention="with the conference", export=_export_numbers, erase=_erase_numbers)
