"""Raising a hand, and what the chair does with it."""

from __future__ import annotations

from conference.hands import actions, queries, rules
from conference.hands.models import Hand
from conference.rooms import queries as rooms
from conference.rooms.commands import RUN
from conference.rooms.models import Room
from core import permissions
from core.actor import Actor
from core.commands import Limit, Result, command
from core.payload import Flag, Id, Payload

RAISE = permissions.declare("hand.raise", "Raise a hand", roles=["attendee"], writing=True)


class Raise(Payload):
    room: Id
    on: Flag


class OneHand(Payload):
    hand: Id


def _room(data: Raise) -> Room:
    return rooms.room(data.room)


def _hand(data: OneHand) -> Hand:
    return queries.hand(data.hand)


@command("hand.raise", schema=Raise, subject=_room, permission=RAISE, rule=rules.may_raise, limit=Limit(20, 60))
def raise_hand(actor: Actor, room: Room, data: Raise) -> Result:
    """Raise one's hand in a room, or take it down again; only the chair and moderators see whose it is."""
    own = queries.mine(actor, room)
    if data.on:
        actions.raise_hand(actor, room)
    elif own is not None:
        actions.lower(own)
    return {"on": data.on}


@command("hand.invite", schema=OneHand, subject=_hand, permission=RUN, rule=rules.may_call, limit=Limit(60, 60))
def invite(actor: Actor, hand: Hand, data: OneHand) -> Result:
    """Ask somebody whose hand is up to speak."""
    actions.invite(actor, hand)
    return {"hand": hand.pk}


@command("hand.lower", schema=OneHand, subject=_hand, permission=RUN, rule=rules.may_call, limit=Limit(60, 60))
def lower(actor: Actor, hand: Hand, data: OneHand) -> Result:
    """Take somebody's hand down: she has spoken, or there is no time."""
    actions.dismiss(actor, hand)
    return {"hand": hand.pk}
