"""The memory of privileged actions."""

from __future__ import annotations

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
