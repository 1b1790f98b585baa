"""What the hallway keeps of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from core import privacy
from networking.hallway import actions
from networking.hallway.models import Circle, Meeting, Seat, Stroll


def _meetings(person_id: int) -> Iterable[Mapping[str, Any]]:
    mine = Meeting.objects.filter(Q(one__person=person_id) | Q(other__person=person_id))
    return mine.values("conference__slug", "starts_at")


def _circles(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Circle.objects.filter(host__person=person_id).values("conference__slug", "kind", "topic", "made_at")


def _seats(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Seat.objects.filter(membership__person=person_id).values("circle__topic")


def _nothing(person_id: int) -> None:
    """Gone with the tables."""


privacy.table(Stroll, retention="20 minutes", why_not="nothing but that somebody waits now", erase=_nothing)
privacy.table(Meeting, retention="30 days", export=_meetings, erase=actions.erase_meetings)
privacy.table(Circle, retention="30 days", export=_circles, erase=actions.erase)
privacy.table(Seat, retention="30 days", export=_seats, erase=_nothing)
