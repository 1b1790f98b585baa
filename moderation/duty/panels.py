"""The part of the desk about one's own shift, and what rings."""

from __future__ import annotations

from typing import Any

from core.actor import Actor
from core.models import Conference
from moderation.duty import queries


def shift(actor: Actor, conference: Conference) -> dict[str, Any]:
    """My shift with its note, the last note of somebody else, the rota to come, and queues without anybody."""
    care = queries.care(conference.pk)
    return {
        "count": 0,
        "care": care,
        "mine": queries.mine_now(actor.membership_id) if care.rota or care.handover else None,
        "note": queries.handed_over(conference.pk) if care.handover else None,
        "next": list(queries.rota(conference.pk)[:3]) if care.rota else [],
        "ringing": queries.ringing(conference.pk),
    }
