"""A congress with many mentors' times, what must not be in it afterwards, and clients that begin together."""

from __future__ import annotations

import gc
import multiprocessing
import queue
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import psutil

from benchmarks.rounds import FIRST, people

MENTORS, MENTEES, SLOTS = 400, 1200, 50
READY = 300.0  # seconds at most until all clients are


@dataclass(frozen=True)
class Place:
    """What clients need to know: persons with their memberships, and the slots in the order in which they are tried."""

    conference: int
    mentees: list[tuple[int, int]]
    slots: list[int]


def prepare() -> Place:
    from django.db import connection

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
    if connection.vendor == "postgresql":
        filled = (type(mentees[0].person), type(mentees[0]), MentorProfile, Slot)
        with connection.cursor() as cursor:
            # As autovacuum does within a minute where rows were written, and only there: of a table that it found empty
            # PostgreSQL believes that it stays so, and reads all of it at each booking, however many chats there are
            cursor.execute(f"ANALYZE {', '.join(one._meta.db_table for one in filled)}")
    order = random.permutation(len(made))
    return Place(conference.pk, [(one.person_id, one.pk) for one in mentees], [made[int(n)].pk for n in order])


def faults() -> dict[str, int]:
    """What must not be: double bookings, half bookings, rows that stand still, deadlocks."""
    from django.db import connection
    from django.db.models import Count

    from networking.chats.models import Chat, EngagementCell
    from networking.mentors.models import Slot

    chats = Chat.objects.annotate(kept=Count("cells"))
    twice = EngagementCell.objects.values("person", "cell").annotate(n=Count("pk")).filter(n__gt=1).count()
    pairs = Chat.objects.values("mentor", "mentee").annotate(n=Count("pk")).filter(n__gt=1).count()
    taken = Slot.objects.filter(state="taken")
    deadlocks = 0
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
            deadlocks = int(cursor.fetchone()[0])
    return {
        "double": twice + pairs + Chat.objects.values("slot").annotate(n=Count("pk")).filter(n__gt=1).count(),
        "half": chats.exclude(kept=12).count(),
        "stuck": taken.filter(chats=None).count() + Chat.objects.exclude(slot__state="taken").count(),
        "deadlocks": deadlocks,
    }


@dataclass(frozen=True)
class Together:
    """What clients share: all begin at once when each has its connection, and `front` is how far the crowd has come."""

    start: Any
    front: Any
    results: Any

    def report(self, outcomes: Counter[str]) -> None:
        self.results.put(outcomes)


def side_by_side(
    count: int, target: Callable[..., None], *arguments: Any, processes: int = 0
) -> tuple[Counter[str], float]:
    """Run `target(number, together, *arguments)` so often at once, in `processes` (one each), threads of them else.

    What they counted together, and the seconds of processor that they and the database used from the common start on.
    """
    _let_go()
    context = multiprocessing.get_context("fork")
    processes = processes or count
    together = Together(context.Barrier(processes + 1), context.Value("q", 0), context.Queue())
    children = [
        context.Process(target=_process, args=(range(n, count, processes), together, target, arguments))
        for n in range(processes)
    ]
    for child in children:
        child.start()
    together.start.wait(READY)
    before = server_seconds()
    found = [together.results.get() for _ in children]
    used = server_seconds() - before
    for child in children:
        child.join()
    return sum((outcomes for outcomes, _cpu in found), Counter()), used + sum(cpu for _outcomes, cpu in found)


def _process(numbers: range, together: Together, target: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    """The clients with these numbers, each a thread with a connection of its own, as a web process has them."""
    begin, results = threading.Barrier(len(numbers) + 1), queue.SimpleQueue[Counter[str]]()
    here = Together(begin, together.front, results)
    threads = [threading.Thread(target=target, args=(number, here, *arguments)) for number in numbers]
    gc.freeze()  # as a web process does once it is loaded
    for thread in threads:
        thread.start()
    while begin.n_waiting < len(numbers):
        time.sleep(0.01)
    together.start.wait()
    cpu = time.process_time()
    begin.wait()
    for thread in threads:
        thread.join()
    together.results.put((sum((results.get() for _ in numbers), Counter()), time.process_time() - cpu))


def _let_go() -> None:
    """What is open here must not be shared with the children."""
    from django.db import connections

    for one in connections.all():
        one.close()
        if hasattr(one, "close_pool"):
            one.close_pool()


def server_seconds() -> float:
    """Seconds of processor that the PostgreSQL of this run has used so far; 0 for another database."""
    server = _postmaster()
    if server is None:
        return 0.0
    times = server.cpu_times()
    total = times.user + times.system + times.children_user + times.children_system
    for child in server.children():
        try:
            own = child.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += own.user + own.system
    return float(total)


def _postmaster() -> psutil.Process | None:
    from django.db import connection

    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return psutil.Process(cursor.fetchone()[0]).parent()
