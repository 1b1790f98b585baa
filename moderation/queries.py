"""Readers about sanctions."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from core import clock, permissions
from core.actor import Actor
from moderation.models import Sanction


def muted_until(membership_id: int) -> datetime | None:
    """Until when a member may not write; None when she may."""
    running = Sanction.objects.filter(
        membership_id=membership_id, kind=Sanction.Kind.MUTE, lifted_at=None, until__gt=clock.now()
    )
    return running.order_by("-until").values_list("until", flat=True).first()


def provide(actor: Actor, lock: bool) -> Actor:
    """The second provider of actors: a mute takes the writing permissions away, and says until when."""
    if actor.membership_id is None:
        return actor
    until = muted_until(actor.membership_id)
    if until is None:
        return actor
    return replace(actor, muted_until=until, permissions=actor.permissions - permissions.writing())
