"""Parallel clients book mentors' times for a minute on PostgreSQL, and many end the same offers: what races cost.

Options: [SECONDS [CLIENTS [OFFERS]]], 60, 24 and 200. Each client is a process with a connection of its own that calls
the action within a unit of work. Most attempts meet a taken time, as at the opening of a popular congress.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from benchmarks.rounds import FIRST, database, people

MENTORS, MENTEES, SLOTS = 260, 900, 50
BOOKED, TRIED = 150, 1000  # a second, promised
ACTORS = 20


@dataclass(frozen=True)
class Place:
    """What clients need to know: persons with their memberships, and the slots."""

    conference: int
    mentees: list[tuple[int, int]]
    slots: list[int]


def prepare() -> Place:
    from core.models import Conference
    from networking.mentors.models import MentorProfile, Slot

    random = np.random.default_rng(3)
    conference = Conference.objects.create(
        slug="bench",
        name="Bench",
        acronym="BENC",
        zone="Europe/Lisbon",
        starts_on=FIRST,
        ends_on=FIRST + timedelta(days=9),
    )
    mentees, mentors = people(random, MENTEES, conference, "mentee"), people(random, MENTORS, conference, "mentor")
    for one in (*mentees, *mentors):
        one.person.affiliation = ""
    type(mentees[0].person).objects.update(affiliation="")
    profiles = MentorProfile.objects.bulk_create(
        [MentorProfile(membership=one, headline="Listens", approved=True, capacity=40) for one in mentors]
    )
    first = datetime(FIRST.year, FIRST.month, FIRST.day, 8, tzinfo=UTC)
    rows = []
    for profile in profiles:
        for number in range(SLOTS):
            start = first + timedelta(minutes=30 * number)
            rows.append(Slot(mentor=profile, start=start, end=start + timedelta(minutes=20)))
    made = Slot.objects.bulk_create(rows, batch_size=5000)
    order = random.permutation(len(made))
    return Place(conference.pk, [(one.person_id, one.pk) for one in mentees], [made[int(n)].pk for n in order])


def client(number: int, place: Place, seconds: float, results: Any) -> None:
    """Book at random among the times that come next in the common order, until the time is over."""
    from core.actor import Actor
    from core.errors import Refusal
    from core.unit import unit_of_work
    from networking.chats import actions

    random = np.random.default_rng(number)
    outcomes: Counter[str] = Counter()
    until, began = time.monotonic() + seconds, time.monotonic()
    while (now := time.monotonic()) < until:
        # The crowd moves through the list: where it is, nearly all is taken
        front = int(len(place.slots) * (now - began) / seconds)
        slot = place.slots[max(0, min(len(place.slots) - 1, front + int(random.integers(-150, 40))))]
        person, member = place.mentees[int(random.integers(len(place.mentees)))]
        actor = Actor(person_id=person, conference_id=place.conference, membership_id=member)
        try:
            with unit_of_work():
                actions.book_slot(actor, slot, "")
            outcomes["booked"] += 1
        except Refusal as refused:
            outcomes[refused.code] += 1
        except Exception as problem:  # a deadlock must be counted, not lost with its process
            outcomes[f"!{type(problem).__name__}"] += 1
    results.put(outcomes)


def faults(place: Place) -> dict[str, int]:
    """What must not be: double bookings, half bookings, rows that stand still, deadlocks."""
    from django.db import connection
    from django.db.models import Count

    from networking.chats.models import Chat, EngagementCell
    from networking.mentors.models import Slot

    chats = Chat.objects.annotate(kept=Count("cells"))
    twice = EngagementCell.objects.values("person", "cell").annotate(n=Count("pk")).filter(n__gt=1).count()
    pairs = Chat.objects.values("mentor", "mentee").annotate(n=Count("pk")).filter(n__gt=1).count()
    taken = Slot.objects.filter(state="taken")
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        deadlocks = int(cursor.fetchone()[0])
    return {
        "double": twice + pairs + Chat.objects.values("slot").annotate(n=Count("pk")).filter(n__gt=1).count(),
        "half": chats.exclude(kept=12).count(),
        "stuck": taken.filter(chats=None).count() + Chat.objects.exclude(slot__state="taken").count(),
        "deadlocks": deadlocks,
    }


def side_by_side(target: Any, *arguments: tuple[Any, ...]) -> list[Any]:
    """Run processes at once; what each put into its queue."""
    from django.db import connections

    for one in connections.all():
        one.close()
        if hasattr(one, "close_pool"):
            one.close_pool()  # what is open here must not be shared with the children
    context = multiprocessing.get_context("fork")
    results = context.Queue()
    children = [context.Process(target=target, args=(*each, results)) for each in arguments]
    for child in children:
        child.start()
    found = [results.get() for _ in children]
    for child in children:
        child.join()
    return found


def offers(count: int) -> list[int]:
    """Offers that both sides and the sweeper are about to end."""
    from accounts.models import User
    from core.models import Conference
    from networking.matchmaking.models import Duty, Offer, Ticket
    from networking.mentors.models import MentorProfile

    now = datetime.now(UTC)
    conference = Conference.objects.get(slug="bench")
    profiles = list(MentorProfile.objects.select_related("membership__conference")[:count])
    mentees = people(np.random.default_rng(9), count, conference, "waiting")
    User.objects.update(affiliation="")
    made = []
    for profile, mentee in zip(profiles, mentees, strict=True):
        ticket = Ticket.objects.create(conference=conference, mentee=mentee, joined_at=now, state="offered")
        duty = Duty.objects.create(mentor=profile, conference=conference, since=now, state="offered")
        end = now + timedelta(hours=1)
        made.append(Offer.objects.create(ticket=ticket, duty=duty, made_at=now, expires_at=end).pk)
    return made


def racer(number: int, pks: list[int], results: Any) -> None:
    """End each offer in one of four ways; how often this one was the one who did."""
    from core.errors import Refusal
    from core.unit import unit_of_work
    from networking.matchmaking import queries

    outcomes: Counter[str] = Counter()
    for pk in pks:
        try:
            with unit_of_work():
                _end(queries.offer(pk), (number + pk) % 4)
            outcomes["done"] += 1
        except Refusal as refused:
            outcomes[refused.code] += 1
        except Exception as problem:  # as above
            outcomes[f"!{type(problem).__name__}"] += 1
    results.put(outcomes)


def _end(offer: Any, way: int) -> None:
    from core.actor import Actor
    from networking.matchmaking import queries
    from networking.matchmaking.line import actions as line
    from networking.matchmaking.offers import actions

    nobody = Actor(conference_id=offer.conference_id)
    if way < 2:
        actions.accept(nobody, offer, ("mentee", "mentor")[way])
    elif way == 2:
        actions.decline(nobody, offer, "mentor")
    else:
        line.leave(nobody, queries.ticket(offer.ticket_id))


def main(options: list[str]) -> None:
    os.environ.setdefault("MERIDIAN_TEST_BACKEND", "postgres")
    seconds, clients, many = (int(one) for one in (options + ["60", "24", "200"][len(options) :])[:3])
    with database():
        from networking.matchmaking.models import Offer

        place = prepare()
        total: Counter[str] = sum(side_by_side(client, *[(n, place, seconds) for n in range(clients)]), Counter())
        tried = sum(total.values())
        print(f"{clients} clients for {seconds} s: {dict(total)}")
        print(f"  booked   {total['booked'] / seconds:8.1f} a second  (promise: {BOOKED})")
        print(f"  tried    {tried / seconds:8.1f} a second  (promise: {TRIED})")
        print(f"  {faults(place)}  (promise: 0 of each)")
        if many:
            pks = offers(many)
            ended: Counter[str] = sum(side_by_side(racer, *[(n, pks) for n in range(ACTORS)]), Counter())
            live = Offer.objects.filter(pk__in=pks, state="live").count()
            print(f"{many} offers, {ACTORS} actors each: {many - live} ended once, {live} live; {dict(ended)}")
