"""What waits for a moderator in rooms whose chairs are on duty."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from conference.questions import letters
from conference.questions.models import Question
from conference.rooms import duty
from core.unit import before_commit
from moderation.duty.attention import Waiting


def questions(now: datetime) -> Iterator[Waiting]:
    """Questions that nobody has decided on. Two queries."""
    rooms = {room.pk: room for room in duty.rooms(now, feature="questions")}
    pending = Question.objects.filter(room__in=rooms, state=Question.State.PENDING).order_by("pk")
    for pk, room_id, asked_at in pending.values_list("pk", "room_id", "asked_at"):
        room = rooms[room_id]
        tell = partial(before_commit, partial(letters.tell_called, pk))
        yield Waiting(room.conference_id, room.scope, room.session.title, duty.desk_url(room), asked_at, tell)
