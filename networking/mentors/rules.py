"""May she? About profiles and slots."""

from __future__ import annotations

from core.actor import Actor
from core.errors import NotFound
from networking.mentors.models import Slot


def owns(actor: Actor, slot: Slot) -> bool:
    """Only the mentor's own slots; those of others are not there."""
    if slot.mentor.membership_id != actor.membership_id:
        raise NotFound
    return True
