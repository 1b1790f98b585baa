"""The kernel's own part in export and erasure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q

from core import audit, privacy
from core.models import AuditChain, AuditEntry, Conference, OutgoingMail, StoredCommand


def _export_mail(person_id: int) -> Iterable[Mapping[str, Any]]:
    return OutgoingMail.objects.filter(person_id=person_id).values("subject", "text", "created_at", "sent_at")


def _erase_mail(person_id: int) -> None:
    # Letters to her address went out before she was a person here: an invitation, an answer of the helpers
    addresses = get_user_model().objects.filter(pk=person_id).values("email")
    OutgoingMail.objects.filter(Q(person_id=person_id) | Q(to__in=addresses)).delete()


def _export_audit(person_id: int) -> Iterable[Mapping[str, Any]]:
    return AuditEntry.objects.filter(actor_id=person_id).values("at", "action", "on", "outcome", "detail")


privacy.table(
    Conference,
    retention="as long as the society keeps its congresses here",
    why_not="holds what a society says of its congress, no persons",
)
privacy.table(
    StoredCommand, retention="7 days", why_not="keys are HMACs and answers hold ids only: no row leads to a person"
)
privacy.table(AuditEntry, retention="2 years after the congress", export=_export_audit, erase=audit.forget_actor)
privacy.table(
    AuditChain, retention="as long as the society keeps its congresses here", why_not="a number and a link, no person"
)
privacy.table(OutgoingMail, retention="30 days after sending", export=_export_mail, erase=_erase_mail)
