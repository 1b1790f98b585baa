"""What moderation keeps of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core import privacy
from moderation.models import Sanction


def _export(person_id: int) -> Iterable[Mapping[str, Any]]:
    found = Sanction.objects.filter(membership__person_id=person_id)
    return found.values("membership__conference__slug", "kind", "reason", "starts_at", "until", "lifted_at")


def _erase(person_id: int) -> None:
    Sanction.objects.filter(membership__person_id=person_id).delete()
    Sanction.objects.filter(by_id=person_id).update(by=None)


privacy.table(Sanction, retention="6 months after the congress", export=_export, erase=_erase)
