"""The only writers about sanctions."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from accounts.events import RightsChanged
from accounts.models import Membership
from core import clock
from core.actor import Actor
from core.errors import Forbidden
from moderation.models import Sanction
from realtime import log
from realtime.hub import RIGHTS_CHANGED
from realtime.log import News


def mute(actor: Actor, membership: Membership, *, minutes: int, reason: str) -> Sanction:
    """Take a member's writing away for some minutes. Waits for her running commands, so nothing is acknowledged
    after this one is."""
    locked = Membership.objects.select_for_update().get(pk=membership.pk)
    if locked.grants.filter(role__code="organizer").exists():
        raise Forbidden("mute.organizer", _("Organizers cannot be paused. Talk to them."))
    now = clock.now()
    sanction = Sanction.objects.create(
        membership=locked,
        kind=Sanction.Kind.MUTE,
        reason=reason,
        starts_at=now,
        until=now + timedelta(minutes=minutes),
        by_id=actor.person_id,
    )
    _tell(locked.person_id)
    return sanction


def unmute(actor: Actor, membership: Membership) -> None:
    """End all running mutes of a member."""
    Membership.objects.select_for_update().get(pk=membership.pk)
    Sanction.objects.filter(membership=membership, lifted_at=None).update(lifted_at=clock.now())
    _tell(membership.person_id)


def _tell(person_id: int) -> None:
    log.append(News(f"user:{person_id}", RIGHTS_CHANGED, RightsChanged(person=person_id)))
