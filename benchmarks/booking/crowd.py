"""The crowd that books: many clients, and one alone whose cost is counted."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass

import numpy as np

from benchmarks.booking.place import Place, Together, server_seconds

# The crowd moves through the list of times: as many attempts as the promise has bookings go for the next one, the rest
# for one of those that were tried before, of which nearly all are taken. The mixture is the same on any machine.
AHEAD, BEHIND = 150 / 1000, 150
ALONE, COME_LATE = 200, 2000
EDGES = {
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
}  # noted by Django, but they go with other statements or not at all (core/edges.py)


def client(number: int, together: Together, place: Place, seconds: float) -> None:
    """Book at random around the front of the crowd, until the time is over."""
    random = np.random.default_rng(number)
    outcomes: Counter[str] = Counter()
    attempt(place, 0, place.slots[-1 - number])  # its connection and whatever is made at first use
    together.start.wait()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if random.random() < AHEAD:
            with together.front.get_lock():
                together.front.value += 1
                at = together.front.value
        else:
            at = together.front.value - int(random.integers(BEHIND))
        outcomes[attempt(place, int(random.integers(len(place.mentees))), place.slots[at % len(place.slots)])] += 1
    together.report(outcomes)


def attempt(place: Place, mentee: int, slot: int) -> str:
    """What came of it: "booked", the code of a refusal, or the fault with "!" before it."""
    from core.actor import Actor
    from core.errors import Refusal
    from core.unit import unit_of_work
    from networking.chats import actions

    person, member = place.mentees[mentee]
    actor = Actor(person_id=person, conference_id=place.conference, membership_id=member)
    try:
        with unit_of_work():
            actions.book_slot(actor, slot, "")
    except Refusal as refused:
        return refused.code
    except Exception as problem:  # a deadlock must be counted, not lost with its process
        return f"!{type(problem).__name__}"
    return "booked"


@dataclass(frozen=True)
class Cost:
    """Of one attempt by one client alone: messages, and milliseconds of processor in the client and the database."""

    statements: int
    client: float
    database: float

    def __str__(self) -> str:
        return f"{self.statements} messages, {self.client:.2f} + {self.database:.2f} ms of processor (client, database)"


def alone(place: Place) -> tuple[Cost, Cost]:
    """The cost of a booking, and of coming late for a time."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost(count: int, slots: list[int], expected: str) -> Cost:
        with CaptureQueriesContext(connection) as said:
            attempt(place, 0, slots[0])
        client, database, kept = time.process_time(), server_seconds(), 0
        for n in range(1, count):
            kept += attempt(place, n % len(place.mentees), slots[n % len(slots)]) == expected
        parts = time.process_time() - client, server_seconds() - database
        sent = [one for one in said.captured_queries if one["sql"] not in EDGES]
        return Cost(len(sent), *(1000 * part / (count - 1) for part in parts))

    last = place.slots[-200 - ALONE : -200]
    attempt(place, 1, place.slots[-199])  # what is made at first use
    return cost(ALONE, last, "booked"), cost(COME_LATE, last[:1], "chat.no_time")
