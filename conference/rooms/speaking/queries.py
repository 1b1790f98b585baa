"""Who speaks where, and what a speaker finds at home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from conference.rooms import actions, panels, rules
from conference.rooms import queries as rooms
from conference.rooms.models import Consent, Room, Slides
from core.actor import Actor
from core.errors import NotFound
from core.models import Conference
from schedule.programme import queries as programme
from schedule.programme.models import ReleasedSitting, Session, TalkSpeaker

# From the most open to the strictest
STRICTER = {Room.Mark.OPEN: 0, Room.Mark.NO_PHOTO: 1, Room.Mark.NO_RECORDING: 2}


def speaks(person_id: int | None, session_id: int) -> bool:
    """Whether somebody gives a talk of a session. One query."""
    mine = TalkSpeaker.objects.filter(talk__session=session_id, speaker__person=person_id or 0)
    return bool(person_id) and mine.exists()


@dataclass(frozen=True, slots=True)
class Talk:
    """A session in which somebody speaks or sits in the chair, with when it is next."""

    session: Session
    sitting: ReleasedSitting | None
    state: str
    room: Room
    chairs: bool


def mine(actor: Actor, conference: Conference, now: datetime) -> list[Talk]:
    """The sessions of a speaker or chair, the next first; what is not public yet is not there."""
    hers = Q(talks__speakers__person=actor.person_id or 0) | Q(chair__person=actor.person_id or 0)
    public = programme.sittings_of(programme.current_release(conference.pk)).values("session")
    found = Session.objects.filter(hers, conference=conference, pk__in=public).select_related("chair").distinct()
    talks = [_talk(actor, conference, session, now) for session in found]
    return sorted(talks, key=lambda talk: (talk.state == "ended", talk.sitting.start if talk.sitting else now))


def _talk(actor: Actor, conference: Conference, session: Session, now: datetime) -> Talk:
    session.conference = conference
    room = actions.room_of(session)
    sitting = rooms.sitting_now(session, now)
    chairs = session.chair is not None and session.chair.person_id == actor.person_id
    return Talk(session, sitting, rooms.state_of(room, sitting, now), room, chairs)


def consent_of(actor: Actor, room: Room) -> Consent | None:
    return Consent.objects.filter(room=room, membership_id=actor.membership_id or 0).first()


def consents(room: Room) -> list[Consent]:
    """What the speakers of a session said, for its desk. One query."""
    return list(Consent.objects.filter(room=room).select_related("membership__person").order_by("pk"))


def who_agreed() -> QuerySet[Consent, Any]:
    """Numbers of the memberships whose word stands behind a recording."""
    return Consent.objects.filter(room__recording__isnull=False).values_list("membership", flat=True)


def who_shows() -> QuerySet[Slides, Any]:
    """Numbers of the memberships whose slides belong to a recording."""
    return Slides.objects.filter(room__recording__isnull=False).values_list("membership", flat=True)


def unanswered(actor: Actor, room: Room) -> list[dict[str, Any]]:
    """Parts of the home that features above add: the questions nobody has answered yet."""
    return panels.at_home(actor, room)


def slides(pk: int) -> Slides:
    found = Slides.objects.select_related("room__session", "room__conference", "membership__person").filter(pk=pk)
    one = found.first()
    if one is None:
        raise NotFound
    return one


def slides_of(room: Room) -> list[Slides]:
    return list(Slides.objects.filter(room=room).select_related("membership__person"))


def has_begun(room: Room, now: datetime) -> bool:
    return programme.public_sittings(room.session).filter(start__lte=now, cancelled=False).exists()


def fetchable(room: Room, sitting: ReleasedSitting | None, now: datetime) -> list[Slides]:
    """Slides for everybody in a room: once its session has begun, and no embargo holds. One query at most."""
    begun = sitting is not None and (sitting.start <= now or bool(getattr(sitting, "again", False)))
    held = rules.embargoed(room, now) or not getattr(room, "has_slides", True)
    return slides_of(room) if begun and not held else []
