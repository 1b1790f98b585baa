"""May she? Wishes are one's own; those of others are not there."""

from __future__ import annotations

from core.actor import Actor
from core.errors import NotFound
from networking.wishes.models import Conflict


def owns(actor: Actor, conflict: Conflict) -> bool:
    """One's own word may be taken back; a safety contact's may not, nor is it there."""
    if conflict.membership_id != actor.membership_id or conflict.kind == Conflict.Kind.SAFETY:
        raise NotFound
    return True
