"""Rehearsals in the privacy registry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core import privacy
from schedule.launch.models import Rehearsal


def _export(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Rehearsal.objects.filter(by=person_id).values("original__slug", "began_at")


def _erase(person_id: int) -> None:
    Rehearsal.objects.filter(by=person_id).update(by=None)


privacy.table(Rehearsal, retention="until it is erased, by hand or a week after it began", export=_export, erase=_erase)
