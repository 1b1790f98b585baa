"""What other screens must learn about rooms."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import Membership
from conference.rooms.admission import queries as admission
from conference.rooms.models import Room
from core import clock
from messaging.events import Author, author
from realtime import registry
from realtime.registry import EventData, Fragment


class RoomData(EventData):
    id: int
    opening: str
    questions_wait: bool
    chat_for: str
    chat_seconds: int
    chat_waits: bool
    mark: str = "open"
    chat_delay: int = 0
    anonymous_first: bool = False
    quiet: bool = False
    # How it stands at that moment, by hand or by the schedule: closed, open, live or ended; and which sitting
    state: str = ""
    sitting_kind: str = ""
    # What kind of room it is, and the features that are switched off
    kind: str = "stage"
    off: list[str] = []
    visibility: str = "attendees"


class SetData(EventData):
    """What is not for the room itself to know: whether guests may come by its code, and its preset."""

    id: int
    code: str
    guests: bool
    preset: str
    embargo: str  # a day of the congress, or ""
    kind: str = "stage"
    off: list[str] = []
    # Whom it is for, and the names of the roles if it is for some roles
    visibility: str = "attendees"
    for_whom: str = ""


class ChairsData(EventData):
    """Everybody who chairs a room, so that the newest event is all one needs."""

    id: int
    chairs: list[Author]


CHANGED, SET, CHAIRED = "room.changed", "room.set", "room.chaired"
FIELDS = (
    "opening", "questions_wait", "chat_for", "chat_seconds", "chat_waits", "mark", "chat_delay", "anonymous_first",
    "quiet", "kind", "off", "visibility",
)  # fmt: skip
registry.event(
    CHANGED,
    RoomData,
    Fragment("", "room-notice-{id}", "conference/_room_notice.html"),
    Fragment("", "room-state-{id}", "conference/_room_state.html"),
    Fragment("", "room-has-{id}", "conference/_room_has.html"),
    text="A room was opened, closed, or changed what it has and what waits for a moderator.",
)
registry.event(
    SET,
    SetData,
    Fragment("", "room-guests-{id}", "conference/_guests.html"),
    Fragment("", "room-preset-{id}", "conference/_preset.html"),
    Fragment("", "room-features-{id}", "conference/_features.html"),
    Fragment("", "room-visible-{id}", "conference/_visible.html"),
    text="At the desk of a room: who may come in, and how it is set up.",
)
registry.event(
    CHAIRED,
    ChairsData,
    Fragment("", "room-chairs-{id}", "conference/_chairs.html"),
    text="At the desk of a room: who chairs there now.",
)


def chairs(room: Room, members: Iterable[Membership]) -> ChairsData:
    return ChairsData(id=room.pk, chairs=[author(one, room.scope) for one in members])


def data(room: Room, state: str, sitting_kind: str) -> RoomData:
    fields = {name: getattr(room, name) for name in FIELDS}
    return RoomData(id=room.pk, **fields, state=state, sitting_kind=sitting_kind)


def settings(room: Room) -> SetData:
    zone = clock.zone(room.conference.zone)
    embargo = room.embargo_until.astimezone(zone).date().isoformat() if room.embargo_until else ""
    return SetData(
        id=room.pk,
        code=room.session.code,
        guests=room.guests,
        preset=room.preset,
        embargo=embargo,
        kind=room.kind,
        off=room.off,
        visibility=room.visibility,
        for_whom=admission.names_of(room),
    )
