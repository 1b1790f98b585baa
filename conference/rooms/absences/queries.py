"""Who could not come, and whose session is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max, OuterRef, Subquery

from conference.rooms.models import Absence, Room
from core.actor import Actor
from schedule.programme.models import Release, ReleasedSitting, Sitting

KEPT = timedelta(days=30)


def is_absent(actor: Actor, room: Room) -> bool:
    return Absence.objects.filter(room=room, membership_id=actor.membership_id or 0, told_at=None).exists()


def ended(now: datetime) -> list[tuple[int, datetime]]:
    """Absences nobody was written to about whose live sitting is over, and when it ended. One query."""
    newest = Release.objects.filter(conference=OuterRef("session__conference")).order_by("-number").values("pk")[:1]
    live = ReleasedSitting.objects.filter(
        session=OuterRef("room__session"), kind=Sitting.Kind.LIVE, cancelled=False, release=Subquery(newest)
    )
    last = live.order_by().values("session").annotate(last=Max("end")).values("last")
    found = Absence.objects.filter(told_at=None).annotate(end=Subquery(last)).filter(end__lt=now)
    return list(found.order_by("pk").values_list("pk", "end"))
