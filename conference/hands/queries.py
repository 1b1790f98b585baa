"""Readers of hands."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from conference.hands import events
from conference.hands.models import Hand
from conference.rooms import panels
from conference.rooms.models import Room
from core.actor import Actor
from core.errors import NotFound


def _whole(hands: QuerySet[Hand]) -> QuerySet[Hand]:
    return hands.select_related("room__conference", "room__session", "membership__person")


def hand(pk: int) -> Hand:
    found = _whole(Hand.objects.filter(pk=pk)).first()
    if found is None:
        raise NotFound
    return found


def mine(actor: Actor, room: Room) -> Hand | None:
    return _whole(Hand.objects.filter(room=room, membership_id=actor.membership_id or 0)).first()


def act(actor: Actor, room: Room) -> dict[str, Any]:
    """The button under the stage."""
    own = mine(actor, room)
    called = events.Called(room=room.pk, title=room.session.title) if own and own.invited else None
    return {"room": room, "up": own is not None, "called": called, "mine": {"hands": [room.pk] if own else []}}


def desk(actor: Actor, room: Room) -> dict[str, Any]:
    """The list of the chair, in the order in which they were raised."""
    at = panels.position(room, room.desk)
    rows = _whole(Hand.objects.filter(room=room)).order_by("pk")
    return {"at": at, "room": room, "items": [events.data(row).model_dump(mode="json") for row in rows]}
