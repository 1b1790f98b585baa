"""What is kept of looks behind a pseudonym."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core import audit, privacy
from moderation.identities.models import Look


def _export(person_id: int) -> Iterable[Mapping[str, Any]]:
    found = Look.objects.filter(membership__person_id=person_id, agreed_at__isnull=False)
    return found.values("membership__conference__slug", "reason", "agreed_at")


def _erase(person_id: int) -> None:
    about = Look.objects.filter(membership__person_id=person_id)
    audit.forget_subject(*[f"look:{pk}" for pk in about.values_list("pk", flat=True)])
    about.delete()
    for role in ("asked_by", "agreed_by"):
        Look.objects.filter(**{f"{role}_id": person_id}).update(**{role: None})


privacy.table(Look, retention="with the membership", export=_export, erase=_erase)
