"""Whatever the bus drops, doubles, delays or reorders: every reader sees exactly 1..n, in order.

The hub runs as it is; only the bus is bad. With the repair switched off the same property fails (the mutant), so it
can fail.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from messaging import events
from realtime.frames import Look
from realtime.hub import Hub
from realtime.line import Message
from realtime.log import Event, Position
from realtime.topics import GONE, NOT_TAKEN, Source
from tests.realtime.test_log import said

STREAM = "room:1"
DATA = said(1).model_dump(mode="json")


class Log:
    """A log in memory with the reading side of realtime.log."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def write(self) -> Event:
        event = Event(STREAM, len(self.events) + 1, events.POSTED, "2026-11-24T12:00:00+00:00", DATA)
        self.events.append(event)
        return event

    async def read(self, name: str, after: int) -> list[Event]:
        await asyncio.sleep(0)
        return self.events[after:]

    async def positions(self, names: Iterable[str]) -> dict[str, Position]:
        await asyncio.sleep(0)
        return {STREAM: Position("", len(self.events))}

    async def may_read(self, person: int, name: str) -> bool:
        return True


class Page:
    """An open page: it keeps what it saw and comes back with its position."""

    look = Look()

    def __init__(self, person_id: int) -> None:
        self.person_id = person_id
        self.seen: list[int] = []
        self.blocked = False
        self.lagged = False
        self.restarts: list[int] = []

    def deliver(self, stream: str, last_seq: int, message: Message) -> int:
        if self.blocked:
            return NOT_TAKEN
        frame = json.loads(message["text"])
        self.seen += [event["seq"] for event in frame.get("events", [frame])]
        assert last_seq == self.seen[-1]
        return GONE

    def busy(self) -> bool:
        return self.blocked

    def tell(self, message: Message) -> None: ...

    def lose(self, stream: str) -> None: ...

    def start_over(self, stream: str, at: Position) -> None:
        self.restarts.append(at.head)

    def lag(self) -> None:
        self.lagged = True

    def end_session(self, digest: str) -> None: ...


class NoBus:
    """A layer that carries nothing by itself: the test hands the rings over."""

    async def group_add(self, group: str, channel: str) -> None: ...

    async def group_discard(self, group: str, channel: str) -> None: ...


# What happens, one after the other: an event is written; a kept ring is delivered (by its place in the bag, again
# perhaps); a page goes; a page comes back; the sweep comes round.
STEPS = st.lists(
    st.one_of(
        st.just(("write", 0)),
        st.tuples(st.just("ring"), st.integers(0, 30)),
        st.tuples(st.just("leave"), st.integers(0, 2)),
        st.tuples(st.just("join"), st.integers(0, 2)),
        st.just(("sweep", 0)),
    ),
    min_size=5,
    max_size=60,
)


async def play(steps: list[tuple[str, int]], *, repair: bool, coalesce: bool = False) -> tuple[int, list[list[int]]]:
    """How many events there were, and what each page saw in the end."""
    written = Log()
    hub = Hub(NoBus(), Source(written.read, written.positions, written.may_read), repair=repair, coalesce=coalesce)
    pages = [Page(n) for n in range(3)]
    joined: set[int] = set()
    rings: list[Event] = []
    for what, which in [*steps, ("join", 0), ("join", 1), ("join", 2), ("write", 0), ("sweep", 0)]:
        if what == "write":
            rings.append(written.write())
        elif what == "ring" and rings and STREAM in hub.topics:
            await hub.deliver(hub.topics[STREAM], [rings[which % len(rings)]])
        elif what == "leave" and which in joined:
            joined.discard(which)
            hub.unsubscribe(pages[which], STREAM)
        elif what == "join" and which not in joined:
            joined.add(which)
            page = pages[which]
            await hub.subscribe(page, STREAM, page.seen[-1] if page.seen else 0, "")
        elif what == "sweep":
            await hub.sweep()
    hub.delivery.flush(hub.topics[STREAM])
    return len(written.events), [page.seen for page in pages]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS, st.booleans())
def test_every_page_sees_every_event_once_and_in_order(steps: list[tuple[str, int]], coalesce: bool) -> None:
    count, seen = asyncio.run(play(steps, repair=True, coalesce=coalesce))
    assert seen == [list(range(1, count + 1))] * 3


def test_without_the_repair_the_same_property_fails() -> None:
    @settings(max_examples=300, deadline=None, database=None)
    @given(STEPS)
    def property_(steps: list[tuple[str, int]]) -> None:
        count, seen = asyncio.run(play(steps, repair=False))
        assert seen == [list(range(1, count + 1))] * 3

    with pytest.raises((AssertionError, BaseExceptionGroup)):
        property_()
