"""May she? One's own times only."""

from __future__ import annotations

from core.actor import Actor
from core.errors import NotFound
from networking.availability.models import Availability


def owns(actor: Actor, rule: Availability) -> bool:
    if rule.membership_id != actor.membership_id:
        raise NotFound
    return True
