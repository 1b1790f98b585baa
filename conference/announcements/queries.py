"""Readers of announcements."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from conference.announcements import events
from conference.announcements.models import Announcement
from conference.rooms import panels
from conference.rooms.models import Room
from core import clock
from core.actor import Actor
from core.errors import NotFound
from core.models import Conference
from realtime import log
from realtime.log import Position

State = Announcement.State
NEWEST = 5
A_DAY = timedelta(days=1)


def _whole(found: QuerySet[Announcement]) -> QuerySet[Announcement]:
    return found.select_related("conference", "room__session")


def announcement(pk: int) -> Announcement:
    found = _whole(Announcement.objects.filter(pk=pk)).first()
    if found is None:
        raise NotFound
    return found


def _lists(conference_id: int, at: dict[str, Position], room: Room | None) -> list[dict[str, Any]]:
    """The announcements that stand now, one list for each stream, whose position was read before. One query."""
    here = Q(room=None) | Q(room=room) if room else Q(room=None)
    rows = _whole(Announcement.objects.filter(here, conference_id=conference_id, state=State.ACTIVE)).order_by("-pk")
    shown = [events.data(row).model_dump(mode="json") for row in rows[:NEWEST]]
    return [
        {
            "where": stream.replace(":", "-"),
            "stream": stream,
            "at": position,
            "items": [item for item in reversed(shown) if item["where"] == stream.replace(":", "-")],
        }
        for stream, position in at.items()
    ]


def in_room(actor: Actor, room: Room) -> dict[str, Any]:
    """What stands in a room: what is for all, and what is for this one."""
    streams = [f"conference:{room.conference_id}", room.stream]
    at = {stream: panels.position(room, stream) for stream in streams}
    return {"lists": _lists(room.conference_id, at, room)}


def missed(room: Room) -> dict[str, Any] | None:
    """What was announced in a room or to all during its last day; what was taken back is not told again."""
    over = Q(state=State.ARCHIVED, ends_at__isnull=False)
    told = Announcement.objects.filter(
        Q(room=room) | Q(room=None), Q(state=State.ACTIVE) | over, conference_id=room.conference_id,
        made_at__gt=clock.now() - A_DAY,
    )  # fmt: skip
    rows = list(_whole(told).order_by("-pk")[:NEWEST])
    return {"items": [events.data(row).model_dump(mode="json") for row in reversed(rows)]} if rows else None


def lines(room: Room) -> list[str]:
    """What was announced in this room, for a letter; what was for all everybody had by itself."""
    over = Q(state=State.ARCHIVED, ends_at__isnull=False)
    told = Announcement.objects.filter(Q(state=State.ACTIVE) | over, room=room).order_by("-pk")
    return [_("Announced: %(text)s") % {"text": text} for text in told.values_list("text", flat=True)[:NEWEST]]


def on_now(actor: Actor, conference: Conference) -> dict[str, Any] | None:
    """What stands on the start page of members; the list is there also while it is empty."""
    if not actor.joined:
        return None
    stream = f"conference:{conference.pk}"
    return {"lists": _lists(conference.pk, {stream: log.position(stream)}, None)}


def desk_of_room(actor: Actor, room: Room) -> dict[str, Any]:
    """Announcements of one room, for those who run it."""
    rows = _whole(Announcement.objects.filter(room=room).exclude(state=State.ARCHIVED)).order_by("-pk")
    return {"room": room, "items": list(rows), "count": len(rows)}


def desk_of_congress(actor: Actor, conference: Conference) -> dict[str, Any]:
    """Those for the whole congress, for organizers and moderators."""
    rows = Announcement.objects.filter(conference=conference, room=None).exclude(state=State.ARCHIVED)
    found = list(_whole(rows).order_by("-pk"))
    return {"room": None, "items": found, "count": len(found)}
