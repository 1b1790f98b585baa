"""Rooms of the demo that are for others than everybody at the congress."""

from __future__ import annotations

from conference.rooms import actions as rooms
from conference.rooms.admission import actions as admission
from conference.rooms.models import Room
from core.actor import Actor
from core.models import Conference
from schedule.exchange.models import ImportedItem

# Our key of a session -> whom its room is for, and which roles
WHO: dict[str, tuple[str, list[str]]] = {
    "mentor-3w": ("roles", ["early_career", "mentor"]),
    "plain-dormant": ("public", []),
}


def load(conference: Conference, source: str) -> int:
    """Say it, unless somebody said otherwise: how many rooms."""
    rows = ImportedItem.objects.filter(conference=conference, source=source, source_id__in=WHO)
    changed = 0
    for row in rows.select_related("sitting__session__conference"):
        room = rooms.room_of(row.sitting.session)
        if room.visibility == Room.Visibility.ATTENDEES:
            admission.set_visibility(Actor(conference_id=conference.pk), room, *WHO[row.source_id])
            changed += 1
    return changed
