"""The only writers of captions."""

from __future__ import annotations

from conference.rooms import sittings
from conference.rooms.captions import events
from conference.rooms.models import Caption, Room
from core import clock
from realtime import log
from realtime.log import News


def push(room: Room, text: str, spoken_ago: int) -> Caption:
    """Show a line under the stage at once; it is kept at the millisecond at which it was spoken."""
    now = clock.now()
    sitting, start = sittings.running(room.session, now)
    at = max(0, int((now - start).total_seconds() * 1000) - spoken_ago) if start else None
    made = Caption.objects.create(room=room, sitting_id=sitting, at_ms=at, text=text, made_at=now)
    log.append(News(room.stream, events.PUSHED, events.data(room.pk, made)))
    return made
