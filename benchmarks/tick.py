"""One tick of the live queue, 300 who wait and 100 who are free, beside going through the line in turn.

First the pure rule, then all that a tick does before it makes offers: read the line and the desk with their profiles,
score, assign. Last the whole tick, with its offers twenty at a time and what the line is told.
With MERIDIAN_TEST_BACKEND=postgres on a server of its own, otherwise on a file.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from benchmarks.rounds import FIRST, WORDS, database, people
from networking.matchmaking import tick
from tests.networking import queue_simulation

WAITING, FREE, ROUNDS, PROMISED = 300, 100, 15, 200


def a_queue(seed: int) -> tick.Queue:
    day = queue_simulation.a_day(seed, 150, FREE)
    fit = np.resize(day.fit, (WAITING, FREE))
    random = np.random.default_rng(seed)
    return tick.Queue(
        scores=1000 * fit,
        ok=random.random((WAITING, FREE)) < 0.7,
        waited=random.uniform(0, 1800, WAITING),
        eligible=random.random(WAITING),
        load=random.integers(0, 6, FREE).astype(float),
    )


def milliseconds(run: Callable[[int], object], clock: Callable[[], float] = time.perf_counter) -> float:
    taken = []
    for seed in range(ROUNDS):
        start = clock()
        run(seed)
        taken.append(1000 * (clock() - start))
    return statistics.median(taken)


def prepare() -> Any:
    """A congress in whose line 300 wait for one to three of twelve topics, and 100 mentors on duty."""
    from core.models import Conference
    from networking.matchmaking.models import Duty, Ticket
    from networking.mentors import actions
    from networking.mentors.choices import HELP, PATHS
    from networking.mentors.models import MentorProfile, Topic
    from networking.wishes.models import MenteeProfile

    random, now = np.random.default_rng(5), datetime.now(UTC)
    conference = Conference.objects.create(
        slug="bench", name="Bench", acronym="BENC", zone="Europe/Lisbon", starts_on=FIRST, ends_on=FIRST
    )
    actions.set_topics(conference, [f"Topic {n}" for n in range(12)])
    topics = list(Topic.objects.filter(conference=conference))

    def some(of: Any, most: int) -> list[Any]:
        return list(random.choice(list(of), random.integers(1, most + 1), replace=False))

    for one in people(random, FREE, conference, "mentor"):
        mentor = MentorProfile.objects.create(
            membership=one, headline="Listens", about=" ".join(random.choice(WORDS, 30)), approved=True, capacity=40,
            languages=["en"], offers=some(HELP, 5), path=some(PATHS, 1)[0],
        )  # fmt: skip
        mentor.topics.set(some(topics, 3))
        Duty.objects.create(mentor=mentor, conference=conference, since=now, seen_at=now, state="available")
    for number, one in enumerate(people(random, WAITING, conference, "mentee")):
        wishes = MenteeProfile.objects.create(
            membership=one, about=" ".join(random.choice(WORDS, 30)), wants=some(HELP, 3), paths=some(PATHS, 2)
        )
        wishes.topics.set(some(topics, 3))
        ticket = Ticket.objects.create(
            conference=conference, mentee=one, joined_at=now - timedelta(seconds=5 * number), question="How do I begin?"
        )
        ticket.topics.set(some(topics, 2))
    return conference


def plan(conference: Any) -> int:
    """What a tick does before it makes offers; how many it would make."""
    from networking.matchmaking import gathering, pairing, queries

    now = datetime.now(UTC)
    there = gathering.moment(conference.pk, scored=True)
    kept_apart = gathering.apart(conference.pk, there, now)
    load, worth = queries.load(conference.pk), queries.worth(conference.pk)
    return len(pairing.plan(there.waiting, there.free, there.serving, now, kept_apart, load, worth))


def offer(conference: Any) -> tuple[int, float, float]:
    """A whole tick as the job runs it: how many were offered, seconds taken, seconds of processor here."""
    from django.urls import reverse

    from networking.matchmaking import duties

    reverse("queue", args=[conference.slug])  # addresses are read once a process, no matter of a tick
    start, used = time.perf_counter(), time.process_time()
    made = duties.pair()
    return int(str(made)), time.perf_counter() - start, time.process_time() - used


def main(options: list[str]) -> None:
    queues = [a_queue(seed) for seed in range(ROUNDS)]
    ours = milliseconds(lambda seed: tick.assign(queues[seed], FREE))
    theirs = milliseconds(lambda seed: queue_simulation.greedy(queues[seed], FREE))
    print(f"tick of {WAITING} waiting and {FREE} free, median of {ROUNDS}")
    print(f"  by value      {ours:7.1f} ms")
    print(f"  each in turn  {theirs:7.1f} ms  ratio {ours / theirs:.1f}")
    with database():
        from django.db import connection

        conference = prepare()
        planned = plan(conference)
        taken = milliseconds(lambda _seed: plan(conference))
        used = milliseconds(lambda _seed: plan(conference), time.process_time)
        print(f"with reading and scoring on {connection.vendor}, {planned} pairs")
        print(f"  taken         {taken:7.1f} ms, {used:.1f} ms of processor  (promise: below {PROMISED} ms)")
        made, seconds, processor = offer(conference)
        each = 1000 * seconds / made
        print(f"offering all of them and telling the line: the whole tick: {made} pairs")
        print(f"  taken         {1000 * seconds:7.0f} ms, {1000 * processor:.0f} ms of processor, {each:.1f} ms a pair")
