"""Readers of rooms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse

from accounts import queries as people
from accounts.guests.doors import Door
from conference.rooms import events
from conference.rooms.admission import rules as admission
from conference.rooms.admission import signs
from conference.rooms.models import Caption, Room, Slides
from conference.rooms.sittings import OPENS_BEFORE
from core import clock
from core.actor import Actor
from core.errors import NotFound
from core.models import Conference
from core.text import as_id
from schedule.programme import queries as programme
from schedule.programme import speakers as cast
from schedule.programme.models import ReleasedSitting, Session

CHAIR = "chair"
# A caption goes when nobody has written for so long
CAPTION_STANDS = timedelta(seconds=60)


def room(pk: int) -> Room:
    found = Room.objects.select_related("conference", "session").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def embargoed(conference_id: int) -> dict[int, datetime]:
    """Sessions whose rooms are under embargo now, and until when. One query."""
    found = Room.objects.filter(conference=conference_id, embargo_until__gt=clock.now())
    return {session: until for session, until in found.values_list("session", "embargo_until") if until}


def is_public(session: Session) -> bool:
    """Whether everybody may follow the room of a session. One query."""
    return Room.objects.filter(session=session, visibility=Room.Visibility.PUBLIC).exists()


def guest_room(conference: Conference, code: str) -> Room | None:
    """The room of this code, if it takes guests just now: who are led to it by its code, or by its public address."""
    found = Room.objects.filter(conference=conference, session__code=code.upper())
    found = found.exclude(opening=Room.Opening.CLOSED)
    room = found.select_related("session").first()
    return room if room is not None and admission.takes_guests(room) else None


def guest_door(conference: Conference, code: str) -> Door | None:
    """Where a guest comes in by a code."""
    room = guest_room(conference, code)
    return Door(room.scope, reverse("room", args=[conference.slug, room.session.code])) if room else None


def with_what_stands(rooms: QuerySet[Room]) -> QuerySet[Room]:
    """Rooms with the caption that stands now and whether they have slides: a page must not ask for each."""
    fresh = Caption.objects.filter(room=OuterRef("pk"), made_at__gt=clock.now() - CAPTION_STANDS).order_by("-pk")
    slides = Exists(Slides.objects.filter(room=OuterRef("pk")))
    return rooms.annotate(standing=Subquery(fresh.values("text")[:1]), has_slides=slides)


def scope_of(session_id: int) -> str:
    """The scope of a session's room, where its chair's grants count; "" while nobody has entered it."""
    found = Room.objects.filter(session=session_id).first()
    return found.scope if found else ""


def of_scopes(scopes: Iterable[str]) -> QuerySet[Room]:
    """The rooms that these scopes of grants are about."""
    return Room.objects.filter(pk__in=[as_id(one.removeprefix("room:")) for one in scopes if one.startswith("room:")])


def sitting_now(session: Session, now: datetime) -> ReleasedSitting | None:
    """The sitting that runs or comes next; the last one when all are over; None without any."""
    sittings = list(programme.public_sittings(session))
    held = [s for s in sittings if not s.cancelled] or sittings
    found = next((s for s in held if s.end > now), held[-1] if held else None)
    if found is not None:
        found.__dict__["again"] = held[0] is not found  # of this page, no column
    return found


def next_there(room: Room, now: datetime) -> ReleasedSitting | None:
    """What comes next in the same place, for the screen in the hall."""
    sitting = sitting_now(room.session, now)
    if sitting is None or sitting.place_id is None:
        return None
    release = programme.current_release(room.conference_id)
    later = programme.sittings_of(release, place_id=sitting.place_id, start__gte=sitting.end)
    return next((s for s in later if not s.cancelled), None)


def state_of(room: Room, sitting: ReleasedSitting | None, now: datetime) -> str:
    """`closed`, `open`, `live` or `ended`: by the schedule unless somebody set it by hand."""
    if room.opening == Room.Opening.CLOSED:
        return "closed"
    if sitting is None:
        return "open"
    if sitting.start <= now < sitting.end:
        return "live"
    if now >= sitting.end:
        return "ended"
    if now >= sitting.start - OPENS_BEFORE:
        return "open"
    if getattr(sitting, "again", False):
        return "ended"  # between a session and its replay one sees the recording
    return "open" if room.opening == Room.Opening.OPEN else "closed"


def chairs(room: Room) -> events.ChairsData:
    """Who chairs a room. One query."""
    return events.chairs(room, people.holders(room.conference_id, CHAIR, room.scope).select_related("person"))


def standing(room: Room, sitting: ReleasedSitting | None) -> events.RoomData:
    """How a room is set and stands now, as pages and frames show it."""
    return events.data(room, state_of(room, sitting, clock.now()), sitting.kind if sitting else "")


@dataclass(frozen=True, slots=True)
class Lobby:
    """What the page of all rooms shows."""

    live: list[ReleasedSitting]
    soon: list[ReleasedSitting]


def lobby(actor: Actor, conference_id: int, now: datetime) -> Lobby:
    """What is on now and in the next two hours, breaks left out, with a sign at the doors that are not for the reader.

    Two queries; more only when a room there is for some.
    """
    release = programme.current_release(conference_id)
    near = programme.sittings_of(release, end__gt=now, start__lt=now + timedelta(hours=2), session__kind="talk")
    rows = [s for s in signs.with_visibility(near) if not s.cancelled]
    signs.put_up(actor, rows)
    return Lobby([s for s in rows if s.start <= now], [s for s in rows if s.start > now])


def live_now(actor: Actor, conference: Conference) -> dict[str, Any] | None:
    """The panel of the Now page: what is on, what comes next."""
    found = lobby(actor, conference.pk, clock.now())
    speakers = cast.speakers_of([s.session_id for s in found.live + found.soon])
    return {"live": found.live, "soon": found.soon[:4], "speakers": speakers} if found.live or found.soon else None


def live_desks(actor: Actor, conference: Conference) -> dict[str, Any]:
    """The rooms whose desks are near, for the desk of the whole congress. Two queries."""
    found = lobby(actor, conference.pk, clock.now())
    return {"live": found.live, "soon": found.soon, "count": len(found.live)}
