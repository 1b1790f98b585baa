"""Chairs are on duty around their sessions: which rooms that are, and who chairs there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from conference.rooms.models import Room
from core import clock
from core.actor import Actor
from core.models import Conference
from schedule.programme.models import Release, ReleasedSitting

# live-rooms.md: from 15 min before to 30 min after their session
BEFORE, AFTER = timedelta(minutes=15), timedelta(minutes=30)


def rooms(now: datetime, conference_id: int | None = None, feature: str = "") -> list[Room]:
    """Rooms whose chairs are on duty and that have a feature on, with session and congress. One query."""
    newest = Release.objects.filter(conference=OuterRef("session__conference")).order_by("-number").values("pk")[:1]
    near = ReleasedSitting.objects.filter(
        start__lte=now + BEFORE, end__gt=now - AFTER, cancelled=False, release=Subquery(newest)
    )
    found = Room.objects.filter(session__in=near.values("session")).select_related("session", "conference")
    found = found.filter(conference_id=conference_id) if conference_id else found
    return [room for room in found.order_by("pk") if feature not in room.off]


# A socket follows twenty streams at most, and the desk has others
MOST_AT_THE_DESK = 10


def at_the_desk(conference_id: int, feature: str) -> list[Room]:
    """The rooms on duty with this feature that one page follows. One query."""
    return rooms(clock.now(), conference_id, feature)[:MOST_AT_THE_DESK]


def with_a_chat(conference_id: int) -> list[Room]:
    return at_the_desk(conference_id, "chat")


def desk_url(room: Room) -> str:
    return reverse("room_desk", args=[room.conference.slug, room.session.code])


def panel(actor: Actor, conference: Conference) -> dict[str, Any] | None:
    """On the Now page of a chair: her rooms of this hour. No query for who chairs nowhere."""
    scopes = {scope for scope, permission in actor.scoped if permission == "moderate"}
    if not scopes:
        return None
    mine = [room for room in rooms(clock.now(), conference.pk) if room.scope in scopes]
    return {"rooms": mine} if mine else None
