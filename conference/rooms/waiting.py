"""Messages that wait for a moderator in rooms whose chairs are on duty."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from conference.rooms import duty
from messaging.models import Message
from moderation.duty.attention import Waiting


def messages(now: datetime) -> Iterator[Waiting]:
    """Held messages; those that appear by themselves wait for nobody. Two queries."""
    rooms = {str(room.pk): room for room in duty.rooms(now, feature="chat")}
    held = Message.objects.filter(
        thread__kind="room", thread__key__in=rooms, state=Message.State.HELD, due_at__isnull=True
    )
    for key, posted_at in held.order_by("pk").values_list("thread__key", "posted_at"):
        room = rooms[key]
        yield Waiting(room.conference_id, room.scope, room.session.title, duty.desk_url(room), posted_at)
