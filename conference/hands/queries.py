"""Readers of hands."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from conference.hands import events
from conference.hands.models import Hand
from conference.rooms import duty, panels
from conference.rooms.models import Room
from core.actor import Actor
from core.errors import NotFound
from core.models import Conference
from core.text import as_id
from moderation.duty import items
from moderation.duty.items import Item
from realtime import log


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
    return {"at": at, "room": room, "items": up([room.pk]).get(room.pk, [])}


def up(rooms: list[int]) -> dict[int, list[dict[str, Any]]]:
    """Hands in these rooms, in the order in which they were raised. Two queries."""
    rows = list(_whole(Hand.objects.filter(room__in=rooms)).order_by("pk"))
    claims = items.claims("hand", [row.pk for row in rows]) if rows else {}
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row.room_id, []).append(events.data(row, claims.get(str(row.pk), {})).model_dump(mode="json"))
    return found


def item(key: str) -> Item:
    """A hand as a thing on the desk."""
    found = hand(as_id(key))
    return Item("hand", key, found.conference_id, found.scope)


def congress_desk(actor: Actor, conference: Conference) -> dict[str, Any]:
    """The hands of all rooms on duty, for the desk of the whole congress. Four queries."""
    rooms = duty.at_the_desk(conference.pk, "hands")
    at = log.positions([room.desk for room in rooms])  # before the rows of hands
    raised = up([room.pk for room in rooms])
    parts = [{"room": r, "at": at.get(r.desk, log.Position("", 0)), "items": raised.get(r.pk, [])} for r in rooms]
    return {"rooms": parts, "count": sum(map(len, raised.values()))}
