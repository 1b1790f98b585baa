"""Rooms of the demo that are for others than everybody at the congress, and its lounges."""

from __future__ import annotations

from conference.lounges import actions as lounges
from conference.lounges.models import Lounge
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

LOUNGES: tuple[tuple[str, str, str, list[str]], ...] = (
    ("The porch", "For whoever is awake. Say where you are and what you see from your window.", "attendees", []),
    ("Mentors among themselves", "What worked, what did not.", "roles", ["mentor", "coordinator"]),
)


def load(conference: Conference, source: str) -> int:
    """Say it, unless somebody said otherwise: how many rooms."""
    rows = ImportedItem.objects.filter(conference=conference, source=source, source_id__in=WHO)
    changed = 0
    for row in rows.select_related("sitting__session__conference"):
        room = rooms.room_of(row.sitting.session)
        if room.visibility == Room.Visibility.ATTENDEES:
            admission.set_visibility(Actor(conference_id=conference.pk), room, *WHO[row.source_id])
            changed += 1
    if not Lounge.objects.filter(conference=conference).exists():
        for name, about, visibility, roles in LOUNGES:
            lounges.make(conference, name=name, about=about, visibility=visibility, roles=roles)
    return changed
