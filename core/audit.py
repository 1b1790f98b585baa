"""The memory of privileged actions."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from core import clock
from core.actor import Actor
from core.models import AuditEntry


def record(
    actor: Actor, action: str, *, on: str = "", outcome: str = "done", detail: dict[str, object] | None = None
) -> None:
    """Write down who did what on what (`"message:12"`), with which outcome. Refused attempts as well."""
    AuditEntry.objects.create(
        conference_id=actor.conference_id,
        at=clock.now(),
        actor_id=actor.person_id,
        action=action,
        on=on,
        outcome=outcome,
        detail=detail or {},
    )


def forget(words: Iterable[str]) -> None:
    """Empty the details that hold one of these words: what somebody typed about a person who is being erased."""
    wanted = Q()
    for word in filter(None, words):
        # SQLite keeps JSON as it was encoded, with escapes; PostgreSQL shows the letters
        wanted |= Q(said__contains=word) | Q(said__contains=json.dumps(word)[1:-1])
    if wanted:
        found = AuditEntry.objects.annotate(said=Cast("detail", TextField())).filter(wanted)
        AuditEntry.objects.filter(pk__in=list(found.values_list("pk", flat=True))).update(detail={})


def forget_subject(*names: str) -> None:
    """Empty the details of everything done to these subjects (`"membership:12"`)."""
    AuditEntry.objects.filter(on__in=names).update(detail={})
