"""What the live queue does by itself every few seconds. Safe to run twice: each change is a compare-and-set."""

from __future__ import annotations

from core import clock
from core.duties import duty
from core.models import Conference
from core.unit import unit_of_work
from networking.matchmaking import actions, queries
from networking.matchmaking.models import Duty, Offer, Ticket
from networking.mentors import locks


@duty("queue.sweep", seconds=5)
def sweep() -> int:
    """End offers, rests and pauses whose time is up, and tickets that waited too long; how many changed."""
    now = clock.now()
    changed = 0
    for pk in Offer.objects.filter(state=Offer.State.LIVE, expires_at__lte=now).values_list("pk", flat=True):
        with unit_of_work():
            changed += actions.time_out(queries.offer(pk))
    resting = Duty.objects.filter(state__in=[Duty.State.COOLDOWN, Duty.State.PAUSED], until__lte=now)
    for one in resting.select_related("conference"):
        with unit_of_work():
            changed += actions.resume(one)
    tired = Ticket.objects.filter(state=Ticket.State.WAITING, joined_at__lte=now - actions.PATIENCE)
    for ticket in tired.select_related("conference"):
        with unit_of_work():
            changed += actions.expire(ticket)
    return changed


@duty("queue.pair", seconds=10)
def pair() -> int:
    """Pair what nothing else paired: somebody became free by the calendar, or a process died; how many offers."""
    made = 0
    for conference in Conference.objects.filter(tickets__state=Ticket.State.WAITING).distinct():
        with unit_of_work():
            locks.queue(conference.pk)
            made += actions.pair(conference)
    return made


@duty("queue.places", seconds=15)
def places() -> int:
    """Tell people in the line their place, where it changed; how many were told."""
    told = 0
    for conference in Conference.objects.filter(tickets__state=Ticket.State.WAITING).distinct():
        with unit_of_work():
            locks.queue(conference.pk)
            told += actions.tell_places(conference)
    return told
