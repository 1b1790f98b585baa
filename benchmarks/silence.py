"""How long it takes to be told that a mentor has no time: by whom she blocked, beside other reasons there may be.

The words are the same, and so are the statements up to a mentor who is full (`tests/networking/test_who_said_no.py`). A
time that is gone is refused before any lock, which is quicker: that it is gone is no secret (decision 0017). This is
what a stopwatch would tell: the ratio of the medians of both answers, in turns, by the clock and by time of processor.
With MERIDIAN_TEST_BACKEND=postgres on a server of its own, otherwise on a file.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from statistics import median
from typing import Any

from benchmarks.rounds import database

ROUNDS = 60


def main(options: list[str]) -> None:
    with database():
        from django.db import connection

        from networking.mentors.models import MentorProfile, Slot
        from tests import factories
        from tests.networking import stage

        world = factories.make_world()
        mentor = stage.mentor(world.mira, world.congress, "Dormancy")
        start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=3)
        slot, other = stage.slots(mentor, start, 2)
        factories.do(world.bob, "chat.book", slot=other.pk)
        here, was = Slot.objects.filter(pk=slot.pk), slot.state
        mentors = MentorProfile.objects.filter(pk=mentor.pk)
        book = partial(_refused, world.ada, slot.pk)
        her_page = _reads(world.ada, f"/tidelines/people/{world.member(world.mira).ref}")
        the_list = _reads(world.ada, "/tidelines/mentors")

        def full(blocked: bool) -> None:
            factories.do(world.mira, "block.set", membership=world.member(world.ada).pk, on=blocked)
            here.update(state=was)
            mentors.update(capacity=mentor.capacity if blocked else 1)

        def gone(blocked: bool) -> None:
            factories.do(world.mira, "block.set", membership=world.member(world.ada).pk, on=blocked)
            here.update(state=was if blocked else "withdrawn")
            mentors.update(capacity=mentor.capacity)

        asked: dict[str, tuple[Callable[[bool], None], Callable[[], object]]] = {
            "a booking, beside full": (full, book),
            "a booking, beside a time that is gone": (gone, book),
            "her page, beside no free time": (gone, her_page),
            "the list of mentors, beside no free time": (gone, the_list),
        }
        print(f"blocked beside other reasons, medians of {ROUNDS} answers in turns, {connection.vendor}")
        for name, (stand, ask) in asked.items():
            by_clock, by_processor = _ratios(stand, ask)
            print(f"  {name:41} ratio by the clock {by_clock:.2f}, of processor {by_processor:.2f}")


def _ratios(stand: Callable[[bool], None], ask: Callable[[], object]) -> tuple[float, float]:
    taken: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
    for number in range(ROUNDS):
        for blocked in (True, False) if number % 2 else (False, True):
            stand(blocked)
            ask()  # what the first answer after a change has to read anew is not of this kind of answer
            began, used = time.perf_counter(), time.process_time()
            ask()
            taken[blocked].append((time.perf_counter() - began, time.process_time() - used))
    one, other = ([median(times) for times in zip(*taken[blocked], strict=True)] for blocked in (True, False))
    return one[0] / other[0], one[1] / other[1]


def _refused(who: Any, slot: int) -> None:
    from core.errors import Refusal
    from tests.factories import do

    try:
        do(who, "chat.book", slot=slot)
    except Refusal:
        return
    raise RuntimeError("the booking was not refused")


def _reads(who: Any, page: str) -> Callable[[], object]:
    from tests.factories import browser_of

    browser = browser_of(who)
    return lambda: browser.get(page)
