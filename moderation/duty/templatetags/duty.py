"""What every page of an organizer shows: queues that nobody looks after."""

from __future__ import annotations

from typing import Any

from django import template

from core.actor import Actor
from core.models import Conference
from moderation.duty import events, queries
from moderation.duty.models import Care

register = template.Library()


@register.simple_tag
def rung(actor: Actor, conference: Conference) -> list[dict[str, Any]]:
    """Queues that ring, as event data; for organizers only, one query."""
    if not actor.can("conference.organize"):
        return []
    return [events.rung(one).model_dump(mode="json") for one in queries.ringing(conference.pk)]


@register.simple_tag
def care_of(conference: Conference | str) -> Care:
    """What the organizers of a congress chose; a refused form does not know its congress and shows all."""
    return queries.care(conference.pk) if isinstance(conference, Conference) else Care(two_persons=True)
