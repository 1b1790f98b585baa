"""What the desk must learn about hands, and the one whose hand it is."""

from __future__ import annotations

from conference.hands.models import Hand
from messaging.events import Author, author
from moderation.duty import items
from realtime import registry
from realtime.registry import EventData, Fragment


class HandData(EventData):
    id: int
    room: int
    who: Author
    at: str
    zone: str
    invited: bool
    # Who works on it just now
    claimed_by: str = ""
    claimed_ref: str = ""
    claimed_until: str = ""


class HandDown(EventData):
    id: int
    room: int


class Called(EventData):
    room: int
    title: str


RAISED, LOWERED = "hand.raised", "hand.lowered"
CALLED, DOWN = "hand.called", "hand.down"
registry.event(
    RAISED,
    HandData,
    Fragment("hands-{room}", "hand-{id}", "conference/_hand.html"),
    text="A hand is up, or its owner was asked to speak; told at the desk only.",
)
registry.event(LOWERED, HandDown, Fragment("hands-{room}", "hand-{id}"), text="A hand is down; told at the desk only.")
registry.event(
    CALLED,
    Called,
    Fragment("called-{room}", "called-in-{room}", "conference/_called.html", order="room"),
    text="The chair asks the reader to speak; only she hears of it.",
)
registry.event(
    DOWN, HandDown, Fragment("called-{room}", "called-in-{room}"), text="The reader's own hand is down; only she hears."
)


def data(hand: Hand, claim: dict[str, str] | None = None) -> HandData:
    """A hand as the desk sees it. Give `claim` for many, or it is one query each."""
    claim = items.claim("hand", hand.pk) if claim is None else claim
    return HandData(
        id=hand.pk,
        room=hand.room_id,
        who=author(hand.membership, hand.room.scope),
        at=hand.raised_at.isoformat(),
        zone=hand.room.conference.zone,
        invited=hand.invited,
        **claim,
    )
