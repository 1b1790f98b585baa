"""What the live queue does by itself every few seconds. Safe to run twice: each change is a compare-and-set."""

from __future__ import annotations

from core import clock, ended
from core.duties import duty
from core.models import Conference
from core.unit import unit_of_work
from networking.matchmaking import actions, queries
from networking.matchmaking.changes import actions as changes
from networking.matchmaking.desk import actions as desk
from networking.matchmaking.line import actions as line
from networking.matchmaking.models import Duty, DutyWindow, Offer, Ticket
from networking.matchmaking.offers import actions as offers
from networking.matchmaking.superseding import actions as superseding
from networking.mentors import locks


@duty("queue.sweep", seconds=5)
def sweep() -> int:
    """End offers, rests and pauses whose time is up, offers that something else overtook, and tickets that waited too
    long; how many changed."""
    now = clock.now()
    changed = 0
    for pk in Offer.objects.filter(state=Offer.State.LIVE, expires_at__lte=now).values_list("pk", flat=True):
        with unit_of_work():
            changed += offers.time_out(queries.offer(pk))
    changed += end_overtaken()
    resting = Duty.objects.filter(state__in=[Duty.State.COOLDOWN, Duty.State.PAUSED], until__lte=now)
    for one in resting.select_related("conference"):
        with unit_of_work():
            changed += desk.resume(one)
    tired = Ticket.objects.filter(state=Ticket.State.WAITING, joined_at__lte=now - line.PATIENCE)
    for ticket in tired.select_related("conference"):
        with unit_of_work():
            changed += line.expire(ticket)
    return changed + look_after_desks()


def end_overtaken() -> int:
    """End the offers of which one side has something else by now, booked or begun since; how many."""
    live = Offer.objects.filter(state=Offer.State.LIVE)
    pairs = {
        pk: {a, b} for pk, a, b in live.values_list("pk", "ticket__mentee__person", "duty__mentor__membership__person")
    }
    away = superseding.taken(set().union(*pairs.values()))
    changed = 0
    for pk in [pk for pk, pair_ in pairs.items() if pair_ & away]:
        with unit_of_work():
            changed += superseding.supersede(queries.offer(pk))
    return changed


def look_after_desks() -> int:
    """Whoever was not heard of is paused or off duty; who is lost is rung for, who is due is called."""
    now = clock.now()
    changed = 0
    silent = Duty.objects.filter(
        state__in=[Duty.State.AVAILABLE, Duty.State.OFFERED], seen_at__lte=now - desk.LOST, lost_at=None
    )
    for one in silent.select_related("conference", "mentor"):
        with unit_of_work():
            changed += desk.lose(one)
    lost = Duty.objects.filter(state=Duty.State.PAUSED, lost_at__gte=now - desk.RINGS_FOR)
    for one in lost.select_related("conference", "mentor__membership"):
        with unit_of_work():
            changed += desk.ring(one)
    for window in DutyWindow.objects.filter(called=False, start__lte=now, end__gt=now):
        with unit_of_work():
            changed += desk.call(queries.window(window.pk))
    return changed


@duty("queue.pair", seconds=10)
def pair() -> int:
    """Pair what nothing else paired: somebody became free by the calendar, or a process died; how many offers.

    One worker leads a congress at a time, and each pair is offered in a short transaction of its own.
    """
    made = 0
    for conference in Conference.objects.filter(tickets__state=Ticket.State.WAITING).distinct():
        with locks.leading(conference.pk) as leads:
            if not leads:
                continue  # another worker ticks for this congress right now
            found = offers.pair(conference)
            with unit_of_work():
                locks.queue(conference.pk)
                if found:
                    changes.tell_board(conference)
                line.tell_fitting(conference)
            made += found
    return made


@duty("queue.places", seconds=15)
def places() -> int:
    """Tell people in the line their place, where it changed; how many were told."""
    told = 0
    for conference in Conference.objects.filter(tickets__state=Ticket.State.WAITING).distinct():
        with unit_of_work():
            locks.queue(conference.pk)
            told += line.tell_places(conference)
    return told


@duty("queue.forget", seconds=24 * 3600)
def forget() -> int:
    """Drop who waited, who served and what was offered, a month after their congress; how many rows went."""
    with unit_of_work():
        return actions.forget(ended.for_a_month())
