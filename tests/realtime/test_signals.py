"""Signals: the direct ones all and in order, the coalesced ones by their newest word; presence over processes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

import pytest
from channels.layers import get_channel_layer

from realtime import registry
from realtime.hub import Hub
from realtime.leases import Present
from realtime.presence import DIFF, Presence, in_steps
from realtime.registry import EventData
from realtime.topics import Source
from tests.realtime.test_hub_lossy_bus import STREAM, Log
from tests.realtime.test_pulse import Page


class Word(EventData):
    number: int


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    registry.signal("test.direct", Word, coalesced=False, text="")
    registry.signal("test.state", Word, coalesced=True, text="")
    yield
    for name in ("test.direct", "test.state"):
        del registry._signals[name]


async def process() -> Hub:
    log = Log()
    hub = Hub(get_channel_layer(), Source(log.read, log.positions, log.may_read))
    hub.bus.channel = await hub.bus.layer.new_channel("hub")
    return hub


async def joined(hub: Hub) -> Page:
    page = Page()
    await hub.subscribe(page, STREAM, None, "")
    await hub.bus.settle()
    return page


def said(kind: str, number: int, about: str = "") -> dict[str, object]:
    return {"type": "signal", "stream": STREAM, "kind": kind, "about": about, "data": {"number": number}}


async def hear_all(hub: Hub, count: int) -> None:
    for _ in range(count):
        await hub.hear(await asyncio.wait_for(hub.bus.layer.receive(hub.bus.channel), 2))


async def test_direct_signals_come_all_at_once_and_in_order_in_every_process() -> None:
    here, there = await process(), await process()
    mine, yours = await joined(here), await joined(there)
    for number in range(30):
        here.signals.tell(said("test.direct", number))
    assert [frame["data"]["number"] for frame in mine.frames] == list(range(30))
    await here.bus.settle()
    await hear_all(there, 30)
    assert [frame["data"]["number"] for frame in yours.frames] == list(range(30))


async def test_of_coalesced_signals_the_newest_about_a_thing_comes_with_the_tick() -> None:
    hub = await process()
    page = await joined(hub)
    for number in range(30):
        hub.signals.tell(said("test.state", number, about=f"thing {number % 2}"))
    assert page.frames == []
    await asyncio.wait_for(page.got(4), 5)
    assert [frame["data"]["number"] for frame in page.frames] == [0, 1, 28, 29]


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "none"), (1, "few"), (9, "few"), (10, "10"), (89, "85"), (123, "120"), (1234, "1,200")],
)
def test_presence_is_told_in_steps(count: int, shown: str) -> None:
    assert in_steps(count) == shown


class Shelf:
    """Leases that several presences of one test share."""

    def __init__(self) -> None:
        self.kept: dict[str, Present] = {}
        self.away = False

    async def renew(self, process: str, present: Present) -> None:
        if self.away:
            raise OSError("away")
        self.kept[process] = json.loads(json.dumps(present))

    async def read(self) -> dict[str, Present]:
        if self.away:
            raise OSError("away")
        return dict(self.kept)

    async def end(self, process: str) -> None:
        self.kept.pop(process, None)


async def full_room(shelf: Shelf, people: range) -> tuple[Hub, Presence]:
    hub = await process()
    await joined(hub)
    presence = Presence(hub, shelf)
    for person in people:
        page = Page()
        page.person_id = person
        presence.enter(page, STREAM)
    return hub, presence


async def test_somebody_in_two_processes_is_one_person() -> None:
    shelf = Shelf()
    (here, mine), (there, yours) = await full_room(shelf, range(20)), await full_room(shelf, range(10, 30))
    mine.tick()
    await here.bus.settle()
    await hear_all(there, 1)
    assert yours.step(STREAM) == "30"
    assert mine.step(STREAM) == "20"


async def test_a_lost_diff_is_healed_by_the_lease_and_a_dead_process_is_forgotten() -> None:
    shelf = Shelf()
    (_, mine), (_, yours) = await full_room(shelf, range(20)), await full_room(shelf, range(20, 40))
    await mine.renew()
    await yours.renew()
    assert yours.step(STREAM) == "40"
    shelf.kept.clear()  # flushed: what was heard holds
    await yours.renew()
    assert yours.step(STREAM) == "40"
    yours.heard = dict.fromkeys(yours.heard, -1000.0)
    shelf.away = True
    await yours.renew()
    assert yours.step(STREAM) == "20"


async def test_who_leaves_is_told_as_a_difference() -> None:
    shelf = Shelf()
    hub, presence = await full_room(shelf, range(3))
    presence.tick()
    page = Page()
    page.person_id = 1
    presence.leave(page, STREAM)
    presence.leave(page, STREAM)
    assert presence.diffs[STREAM] == {1: False}
    heard = {"type": "signal", "stream": STREAM, "kind": DIFF, "sender": "x", "data": {"came": [7], "left": []}}
    presence._hear(heard)
    assert presence.others["x"][STREAM] == {7}
    assert hub.signals.listeners[DIFF] == presence._hear
