"""What duty keeps of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core import privacy
from moderation.duty import actions
from moderation.duty.models import Care, Claim, Decision, Shift, Watch


def _export(person_id: int) -> Iterable[Mapping[str, Any]]:
    mine = Shift.objects.filter(membership__person_id=person_id)
    return mine.values("membership__conference__slug", "starts_at", "ends_at", "note", "noted_at")


def _export_claims(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Claim.objects.filter(by__person_id=person_id).values("kind", "key", "until")


def _erase_claims(person_id: int) -> None:
    Claim.objects.filter(by__person_id=person_id).delete()


def _export_decisions(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Decision.objects.filter(by_id=person_id).values("kind", "key", "at")


def _erase_decisions(person_id: int) -> None:
    Decision.objects.filter(by_id=person_id).delete()


privacy.table(Care, retention="with the conference", why_not="what organizers chose, no persons")
privacy.table(Shift, retention="with the membership", export=_export, erase=actions.erase)
privacy.table(Watch, retention="with the conference", why_not="when a queue was looked after, not by whom")
privacy.table(Claim, retention="a day", export=_export_claims, erase=_erase_claims)
privacy.table(Decision, retention="a day", export=_export_decisions, erase=_erase_decisions)
