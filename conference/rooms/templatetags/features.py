"""What a room can have, for the form at its desk: a fragment knows names only."""

from __future__ import annotations

from django import template

from conference.rooms import features
from conference.rooms.features import Feature

register = template.Library()


@register.simple_tag
def all_features() -> list[Feature]:
    """Every feature of rooms in its order."""
    return features.registered()
