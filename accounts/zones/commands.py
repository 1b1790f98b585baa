"""Choosing a clock: one's own, and the congress's."""

from __future__ import annotations

from django.urls import reverse

from accounts import queries
from accounts.zones import actions
from core.actor import Actor
from core.commands import Limit, Result, command
from core.models import Conference
from core.payload import Payload, Slug, Zone


class ChooseZone(Payload):
    zone: Zone


@command("profile.zone", schema=ChooseZone, permission="signed_in", limit=Limit(120, 3600))
def choose(actor: Actor, subject: None, data: ChooseZone) -> Result:
    """Choose the zone in which one's own times are shown."""
    actions.choose(actor, data.zone)
    return {"zone": data.zone}


class SetZone(Payload):
    conference: Slug
    zone: Zone


@command(
    "conference.zone", schema=SetZone, subject=lambda data: queries.conference(data.conference),
    permission="conference.organize", limit=Limit(120, 3600), audited=True,
)  # fmt: skip
def set_conference(actor: Actor, conference: Conference, data: SetZone) -> Result:
    """Choose the clock the congress is told by; sessions keep their instant."""
    actions.set_conference(conference, data.zone)
    return {"zone": data.zone, "url": f"{reverse('organize_settings', args=[conference.slug])}?saved=1"}
