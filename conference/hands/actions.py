"""The only writers of hands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from conference.hands import events, queries
from conference.hands.models import Hand
from conference.rooms.models import Room
from core import clock
from core.actor import Actor
from core.text import as_id
from moderation.duty import actions as duty
from moderation.duty.items import Item
from realtime import log
from realtime.log import News

# What it is called among the things on the desk
ITEM = "hand"


def raise_hand(actor: Actor, room: Room) -> Hand:
    """Put one's hand up; up twice is up once, and keeps its place in the order."""
    hand, fresh = Hand.objects.get_or_create(
        room=room, membership_id=actor.membership_id or 0, defaults={"raised_at": clock.now()}
    )
    if fresh:
        _tell(queries.hand(hand.pk))
    return hand


def invite(actor: Actor, hand: Hand) -> None:
    """Ask somebody to speak."""
    duty.must_be_free(actor, ITEM, hand.pk)
    duty.attend(hand.conference_id, hand.scope)
    Hand.objects.filter(pk=hand.pk).update(invited=True)
    hand = queries.hand(hand.pk)
    _tell(hand)
    called = events.Called(room=hand.room_id, title=hand.room.session.title)
    log.append(News(f"user:{hand.membership.person_id}", events.CALLED, called))


def lower(hand: Hand) -> None:
    """Take a hand down, one's own or another's: its owner's screens hear of it, and the desk."""
    down = events.HandDown(id=hand.pk, room=hand.room_id)
    log.append(News(hand.room.desk, events.LOWERED, down, f"hand:{hand.pk}", rewrites=True))
    log.append(News(f"user:{hand.membership.person_id}", events.DOWN, down))
    hand.delete()


def dismiss(actor: Actor, hand: Hand) -> None:
    """Take somebody else's hand down; who did it can take it back for a moment."""
    key = str(hand.pk)
    before = {
        "room": hand.room_id, "membership": hand.membership_id, "raised_at": hand.raised_at.isoformat(),
        "invited": hand.invited,
    }  # fmt: skip
    duty.must_be_free(actor, ITEM, key)
    duty.attend(hand.conference_id, hand.scope)
    duty.remember(actor, Item(ITEM, key, hand.conference_id, hand.scope), before)
    lower(hand)


def tell_again(key: str) -> None:
    """Tell the desk of a hand anew: somebody works on it, or no more."""
    _tell(queries.hand(as_id(key)))


def put_back(key: str, before: dict[str, Any]) -> None:
    """Up again, at its old place in the order."""
    at = datetime.fromisoformat(before["raised_at"])
    hand, fresh = Hand.objects.get_or_create(
        room_id=before["room"],
        membership_id=before["membership"],
        defaults={"id": int(key), "raised_at": at, "invited": before["invited"]},
    )
    if fresh:
        _tell(queries.hand(hand.pk))


def lower_raised_before(at: datetime) -> int:
    """Take down what was forgotten; how many."""
    old = [queries.hand(pk) for pk in Hand.objects.filter(raised_at__lt=at).values_list("pk", flat=True)]
    for hand in old:
        lower(hand)
    return len(old)


def erase(person_id: int) -> None:
    for pk in Hand.objects.filter(membership__person_id=person_id).values_list("pk", flat=True):
        lower(queries.hand(pk))


def _tell(hand: Hand) -> None:
    log.append(News(hand.room.desk, events.RAISED, events.data(hand), f"hand:{hand.pk}"))
