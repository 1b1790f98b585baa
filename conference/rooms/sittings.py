"""Which moment of its session it is in a room: live, in a replay that begins anew, or in no sitting."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from conference.rooms import rules
from core import clock
from core.statements import Statement
from messaging.kinds import Moment
from schedule.programme import queries as programme
from schedule.programme.models import ReleasedSitting, Session, Sitting

# A room opens so long before a sitting, and what is said so long after its end still belongs to it
OPENS_BEFORE = timedelta(minutes=15)
RUNS_OVER = timedelta(minutes=30)


def _near(
    session: int, conference: int, before: datetime, after: datetime
) -> QuerySet[ReleasedSitting, tuple[datetime, int, str]]:
    near = programme.sittings_by_id(session, conference).filter(start__lte=before, end__gt=after)
    return near.filter(cancelled=False).values_list("start", "sitting_id", "kind")


_NEAR = Statement(_near)


def running(session: Session, now: datetime) -> tuple[int | None, datetime | None]:
    """The sitting that runs, and when what it shows begins; both None outside all of them. One query.

    A second round of questions has nothing to do with the seconds of the recording, so it has no beginning.
    """
    rows = _NEAR.rows(
        session=session.pk, conference=session.conference_id, before=now + OPENS_BEFORE, after=now - RUNS_OVER
    )
    # Of two that touch, the one that has begun, else the one that is about to
    found = sorted(rows, key=lambda row: (row[0] <= now, row[0]))
    if not found:
        return None, None
    start, sitting, kind = found[-1]
    return sitting, None if kind == Sitting.Kind.ROUND else start


def moment(session: Session, now: datetime) -> Moment:
    """Which sitting it is, and which second of it; what is said in the minutes before stands at the beginning."""
    sitting, start = running(session, now)
    return Moment(sitting, max(0, int((now - start).total_seconds())) if start else None)


def of_thread(key: str) -> Moment:
    """The moment in the chat of a room."""
    room = rules.room_of_thread(key)
    return moment(room.session, clock.now()) if room else Moment()
