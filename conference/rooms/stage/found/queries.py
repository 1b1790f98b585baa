"""Which meetings may be looked for on the meeting server, and what was found there."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery

from conference.rooms import rules
from conference.rooms.models import Consent, FoundRecording, Recording, Room, StageSource
from conference.rooms.stage import bigbluebutton, players
from conference.rooms.stage.found.events import FoundData
from core import clock
from schedule.programme import queries as programme
from schedule.programme.models import Release, ReleasedSitting, Sitting

# Meeting servers make a recording some minutes to hours after the end: tried again and again for three days
SOON, LATEST, PAUSE = timedelta(minutes=5), timedelta(days=3), timedelta(minutes=30)
State = FoundRecording.State
LOST = timedelta(minutes=5)  # a search that has not ended by then was lost with its process


def may_record(room: Room, now: datetime) -> bool:
    """No mark, embargo or word of a speaker is against a recording: the strictest holds, whatever the desk loosened."""
    refused = Q(mark=Room.Mark.NO_RECORDING) | Q(embargo_until__gt=now)
    return not rules.withheld(room, now) and not Consent.objects.filter(refused, room=room).exists()


def has_meeting(room: Room) -> bool:
    """A BigBlueButton meeting belonged to the room or to a place where it sat."""
    places = [sitting.place_id for sitting in programme.public_sittings(room.session) if sitting.place_id]
    found = StageSource.objects.filter(Q(room=room) | Q(place__in=places))
    return found.filter(url=players.BIGBLUEBUTTON).exists()


def may_look(room: Room, now: datetime) -> bool:
    return bigbluebutton.is_set_up() and has_meeting(room) and may_record(room, now)


def due(now: datetime) -> QuerySet[Room]:
    """Rooms whose live sitting with a meeting ended, without a recording, and not looked for in the last half hour."""
    meetings = StageSource.objects.filter(url=players.BIGBLUEBUTTON)
    newest = Release.objects.filter(conference=OuterRef("session__conference")).order_by("-number").values("pk")[:1]
    over = ReleasedSitting.objects.filter(
        Q(place__in=meetings.filter(place__isnull=False).values("place"))
        | Q(session__in=Room.objects.filter(sources__in=meetings).values("session")),
        kind=Sitting.Kind.LIVE, cancelled=False, release=Subquery(newest), end__gt=now - LATEST, end__lt=now - SOON,
    )  # fmt: skip
    done = FoundRecording.objects.filter(Q(state__in=(State.FOUND, State.SETTLED)) | Q(looked_at__gt=now - PAUSE))
    rooms = Room.objects.filter(session__in=over.values("session"))
    rooms = rooms.exclude(pk__in=Recording.objects.values("room")).exclude(pk__in=done.values("room"))
    return rooms.select_related("session", "conference").order_by("pk")


def begins(room: Room, started: datetime | None) -> int:
    """Seconds into a recording at which the live sitting begins; 0 where the recording was started after it."""
    sittings = (s for s in programme.public_sittings(room.session) if s.kind == Sitting.Kind.LIVE and not s.cancelled)
    first = next(iter(sittings), None)
    if first is None or started is None:
        return 0
    late = (first.start - started).total_seconds()
    return int(late) if 0 < late < LATEST.total_seconds() else 0


def found(room: Room) -> FoundRecording | None:
    return FoundRecording.objects.filter(room=room).first()


def at_desk(room: Room) -> FoundData:
    one, now = found(room), clock.now()
    state = one.state if one else ""
    if one and state == State.LOOKING and one.looked_at < now - LOST:
        state = State.AWAY
    return FoundData(
        room=room.pk,
        congress=room.conference.slug,
        code=room.session.code,
        state=state,
        url=one.url if one and state == State.FOUND else "",
        may_look=may_look(room, now),
    )
