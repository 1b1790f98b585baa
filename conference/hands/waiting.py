"""Hands that nobody has called in rooms whose chairs are on duty."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from conference.hands.models import Hand
from conference.rooms import duty
from moderation.duty.attention import Waiting


def hands(now: datetime) -> Iterator[Waiting]:
    """Two queries."""
    rooms = {room.pk: room for room in duty.rooms(now, feature="hands")}
    up = Hand.objects.filter(room__in=rooms, invited=False).order_by("pk")
    for room_id, raised_at in up.values_list("room_id", "raised_at"):
        room = rooms[room_id]
        yield Waiting(room.conference_id, room.scope, room.session.title, duty.desk_url(room), raised_at)
