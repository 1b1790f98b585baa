"""The exchange in the privacy registry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core import privacy
from schedule.exchange.models import ImportedItem, ImportedSpeaker, Upload


def _export_names(person_id: int) -> Iterable[Mapping[str, Any]]:
    return ImportedSpeaker.objects.filter(speaker__person=person_id).values("source", "name")


def _erase_names(person_id: int) -> None:
    ImportedSpeaker.objects.filter(speaker__person=person_id).update(name="—")


def _export_uploads(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Upload.objects.filter(by=person_id).values("name", "at", "imported_at")


def _erase_uploads(person_id: int) -> None:
    Upload.objects.filter(by=person_id).delete()


privacy.table(ImportedItem, retention="as long as the conference", why_not="holds titles and times, no persons")
privacy.table(ImportedSpeaker, retention="as long as the conference", export=_export_names, erase=_erase_names)
privacy.table(Upload, retention="30 days", export=_export_uploads, erase=_erase_uploads)
