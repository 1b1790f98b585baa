"""May she? About reports."""

from __future__ import annotations

from core.actor import Actor
from core.errors import NotFound
from core.text import as_id
from moderation.reports import queries
from moderation.reports.models import Report


def may_claim(actor: Actor, key: str) -> bool:
    return may_decide(actor, queries.report(as_id(key)))


def may_decide(actor: Actor, report: Report) -> bool:
    """Who may see it: nobody about herself, and about the team organizers only. To others it is not there."""
    if report.decided_at is None and not queries.waiting(actor).filter(pk=report.pk).exists():
        raise NotFound
    return True
