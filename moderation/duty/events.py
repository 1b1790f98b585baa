"""What organizers must learn of a queue that nobody looks after."""

from __future__ import annotations

from moderation.duty.models import Watch
from realtime import registry
from realtime.registry import EventData, Fragment


class Rung(EventData):
    id: int
    place: str
    url: str
    at: str
    zone: str


class Attended(EventData):
    id: int


RUNG, ATTENDED = "queue.rung", "queue.attended"
registry.event(
    RUNG,
    Rung,
    Fragment("told", "rung-{id}", "moderation/duty/_rung.html"),
    text="Nobody has looked after a queue for three minutes; told to each organizer.",
)
registry.event(
    ATTENDED,
    Attended,
    Fragment("told", "rung-{id}"),
    text="Somebody looks after a queue again; told to each organizer.",
)


def rung(watch: Watch) -> Rung:
    at = watch.rung_at.isoformat() if watch.rung_at else ""
    return Rung(id=watch.pk, place=watch.place, url=watch.url, at=at, zone=watch.conference.zone)
