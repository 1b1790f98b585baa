"""What moderation keeps of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core import audit, privacy
from moderation.models import Appeal, Sanction, WordList

BY = ("by", "confirmed_by", "lifted_by")


def _export(person_id: int) -> Iterable[Mapping[str, Any]]:
    found = Sanction.objects.filter(membership__person_id=person_id)
    return found.values("conference__slug", "kind", "place", "code", "reason", "starts_at", "until", "lifted_at")


def _erase(person_id: int) -> None:
    about_her = Sanction.objects.filter(membership__person_id=person_id)
    audit.forget_subject(*[f"sanction:{pk}" for pk in about_her.values_list("pk", flat=True)])
    about_her.delete()
    for role in BY:
        Sanction.objects.filter(**{f"{role}_id": person_id}).update(**{role: None})


def _export_appeals(person_id: int) -> Iterable[Mapping[str, Any]]:
    found = Appeal.objects.filter(sanction__membership__person_id=person_id)
    return found.values("text", "at", "answer", "lifted", "decided_at")


def _erase_appeals(person_id: int) -> None:
    hers = Appeal.objects.filter(sanction__membership__person_id=person_id)
    audit.forget_subject(*[f"appeal:{pk}" for pk in hers.values_list("pk", flat=True)])
    hers.delete()
    Appeal.objects.filter(decided_by_id=person_id).update(decided_by=None)


# What is unseen names nobody, is in no export, and goes with the seal it is about
_KEPT = "6 months after the congress, or as long as it holds"
privacy.table(Sanction, retention=_KEPT, export=_export, erase=_erase)
privacy.table(Appeal, retention=_KEPT, export=_export_appeals, erase=_erase_appeals)
privacy.table(WordList, retention="with the conference", why_not="words chosen by organizers, no persons")
