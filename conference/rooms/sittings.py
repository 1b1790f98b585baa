"""Which moment of its session it is in a room: live, in a replay that begins anew, or in no sitting."""

from __future__ import annotations

from datetime import datetime, timedelta

from conference.rooms.models import Room
from core import clock
from core.text import as_id
from messaging.kinds import Moment
from schedule.programme import queries as programme
from schedule.programme.models import Session, Sitting

# A room opens so long before a sitting, and what is said so long after its end still belongs to it
OPENS_BEFORE = timedelta(minutes=15)
RUNS_OVER = timedelta(minutes=30)


def moment(session: Session, now: datetime) -> Moment:
    """The sitting that runs, and seconds since its beginning; empty outside all of them. One query.

    What is said in the minutes before the beginning stands at its beginning. A second round of questions has nothing
    to do with the seconds of the recording, so it has no time mark.
    """
    near = programme.public_sittings(session).filter(
        start__lte=now + OPENS_BEFORE, end__gt=now - RUNS_OVER, cancelled=False
    )
    # Of two that touch, the one that has begun, else the one that is about to
    found = sorted(near.values_list("start", "sitting_id", "kind"), key=lambda row: (row[0] <= now, row[0]))
    if not found:
        return Moment()
    start, sitting, kind = found[-1]
    if kind == Sitting.Kind.ROUND:
        return Moment(sitting)
    return Moment(sitting, max(0, int((now - start).total_seconds())))


def of_thread(key: str) -> Moment:
    """The moment in the chat of a room."""
    room = Room.objects.filter(pk=as_id(key)).select_related("session").first()
    return moment(room.session, clock.now()) if room else Moment()
