"""May she? A ticket is its mentee's, an offer is for its two people."""

from __future__ import annotations

from accounts import queries as people
from core.actor import Actor
from core.errors import NotFound
from networking.matchmaking.models import DutyWindow, Offer, Ticket


def owns(actor: Actor, ticket: Ticket) -> bool:
    if ticket.mentee_id != actor.membership_id:
        raise NotFound
    return True


def owns_window(actor: Actor, window: DutyWindow) -> bool:
    if window.mentor.membership_id != actor.membership_id:
        raise NotFound
    return True


def is_offered(actor: Actor, offer: Offer) -> bool:
    """Both sides of the offer; to everybody else there is none."""
    if side_of(actor, offer) == "":
        raise NotFound
    return True


def side_of(actor: Actor, offer: Offer) -> str:
    if actor.membership_id is None:
        return ""
    sides = {offer.ticket.mentee_id: "mentee", offer.duty.mentor.membership_id: "mentor"}
    return sides.get(actor.membership_id, "")


def may_read_queue(person_id: int, key: str) -> bool:
    """Members hear who is on duty and how many wait; nobody hears who waits."""
    return key.isdecimal() and len(key) < 19 and people.active(person_id, int(key)) is not None
