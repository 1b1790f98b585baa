"""What availability keeps of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core import privacy
from networking.availability import actions
from networking.availability.models import Availability, FreeSpan, QuietHours

_KEPT = "30 days after the congress"


def _export_rules(person_id: int) -> Iterable[Mapping[str, Any]]:
    own = Availability.objects.filter(membership__person_id=person_id)
    return own.values("every", "zone", "first_day", "last_day", "start", "end")


def _export_quiet(person_id: int) -> Iterable[Mapping[str, Any]]:
    return QuietHours.objects.filter(membership__person_id=person_id).values("start", "end")


def _with_the_rules(person_id: int) -> None:
    """Gone with the rules."""


privacy.table(Availability, retention=_KEPT, export=_export_rules, erase=actions.erase)
privacy.table(FreeSpan, retention=_KEPT, erase=_with_the_rules, why_not="not exported: the rules say the same")
privacy.table(QuietHours, retention=_KEPT, export=_export_quiet, erase=_with_the_rules)
