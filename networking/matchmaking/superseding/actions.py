"""Offers that cannot come true any more: something else took the minute of one of the two, or they are kept apart.

It reads like a mentor's no: the mentee has her place again, the mentor is free, and the two are not offered again.
"""

from __future__ import annotations

from django.db.models import Q

from core import clock
from networking.matchmaking import queries
from networking.matchmaking.changes import actions as changes
from networking.matchmaking.models import Duty, Offer
from networking.matchmaking.offers import actions as offers
from networking.mentors import busy, cells, locks


def supersede(offer: Offer) -> bool:
    """End an offer for which one of the two has no time any more; False when both have, or somebody ended it."""
    pair = (offer.ticket.mentee.person_id, offer.duty.mentor.membership.person_id)
    locks.people(*pair)
    locks.queue(offer.conference_id)
    return bool(taken(set(pair))) and _end(offer)


def taken(people: set[int]) -> set[int]:
    """Of these those who have something before a chat from now on would be over."""
    now = clock.now()
    spans = busy.of(people, cells.floor(now), cells.ceil(now + cells.LIVE_CHAT)) if people else {}
    return {person for person, each in spans.items() if each}


def part(conference_id: int, pair: tuple[int, int], by: int) -> None:
    """The same when the two are kept apart from now on, whoever wanted it."""
    one, other = pair
    both = Q(ticket__mentee__person=one, duty__mentor__membership__person=other)
    both |= Q(ticket__mentee__person=other, duty__mentor__membership__person=one)
    live = Offer.objects.filter(both, ticket__conference=conference_id, state=Offer.State.LIVE)
    for pk in live.values_list("pk", flat=True):
        locks.people(*pair)
        locks.queue(conference_id)
        _end(queries.offer(pk))


def _end(offer: Offer) -> bool:
    if not changes.move_offer(offer, Offer.State.SUPERSEDED):
        return False
    offers.put_back(offer.ticket, offer.duty)
    changes.move_duty(offer.duty, Duty.State.OFFERED, Duty.State.AVAILABLE)
    offers.after(offer)
    return True
