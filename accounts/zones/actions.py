"""The only writers of chosen zones."""

from __future__ import annotations

from accounts import actions as accounts
from core.actor import Actor
from core.models import Conference


def choose(actor: Actor, zone: str) -> None:
    """Every time is shown in this zone from now on, on all devices."""
    accounts.edit_profile(actor, zone=zone)


def set_conference(conference: Conference, zone: str) -> None:
    """The clock the programme is told by; sessions keep their instant."""
    Conference.objects.filter(pk=conference.pk).update(zone=zone)
