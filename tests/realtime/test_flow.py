"""Nobody is sent more than she can take, and everybody gets everything in the end."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

from realtime import delivery, frames
from realtime.frames import Look
from realtime.hub import Hub
from realtime.log import Event, Position
from realtime.tail import KEPT_EVENTS, OWED_BYTES, OWED_EVENTS, Tail
from realtime.tempo import EVENTS_A_SECOND, LONGEST, SHORTEST, Tempo
from realtime.topics import Source
from tests.realtime.test_hub_lossy_bus import STREAM, Log, NoBus, Page


class CountingLog(Log):
    """A log that counts how often it is asked."""

    reads = 0
    asked = 0

    async def read(self, name: str, after: int) -> list[Event]:
        self.reads += 1
        return await super().read(name, after)

    async def positions(self, names: object) -> dict[str, Position]:
        self.asked += 1
        await asyncio.sleep(0.01)
        return {STREAM: Position("", len(self.events))}


def hub_of(log: Log, *, coalesce: bool = False) -> Hub:
    return Hub(NoBus(), Source(log.read, log.positions, log.may_read), coalesce=coalesce)


async def say(hub: Hub, log: Log, times: int) -> None:
    for _ in range(times):
        await hub.deliver(hub.topics[STREAM], [log.write()])


async def test_a_reader_that_acknowledges_nothing_gets_so_much_and_no_more() -> None:
    log, deaf, fast = Log(), Page(1), Page(2)
    hub = hub_of(log)
    await hub.subscribe(deaf, STREAM, 0, "")
    await hub.subscribe(fast, STREAM, 0, "")
    for _ in range(10):
        await say(hub, log, 60)
        hub.seen(fast, STREAM, fast.seen[-1])
    assert deaf.seen == list(range(1, OWED_EVENTS + 1))
    assert fast.seen == list(range(1, 601))


async def test_each_acknowledgement_brings_what_comes_next_until_it_is_live_again() -> None:
    log, slow = Log(), Page(1)
    hub = hub_of(log)
    await hub.subscribe(slow, STREAM, 0, "")
    await say(hub, log, 900)
    while slow.seen[-1] < 900:
        before = len(slow.seen)
        hub.seen(slow, STREAM, slow.seen[-1])
        await asyncio.sleep(0.01)
        assert len(slow.seen) - before <= OWED_EVENTS
    assert slow.seen == list(range(1, 901))
    hub.seen(slow, STREAM, 900)
    await say(hub, log, 1)
    assert slow.seen[-1] == 901


async def test_two_acknowledgements_at_once_ask_the_log_once_and_nobody_starts_over() -> None:
    """A frame of 128 events is acknowledged twice in the same moment: each used to ask, and the second fitted nowhere."""
    log, slow = CountingLog(), Page(1)
    hub = hub_of(log)
    await hub.subscribe(slow, STREAM, 0, "")
    await say(hub, log, 900)
    log.reads = 0
    for part in (64, 128, 192, 256):
        hub.seen(slow, STREAM, part)
    await asyncio.sleep(0.05)
    assert slow.restarts == []
    assert slow.seen == list(range(1, 256 + 256 + 1))
    assert log.reads <= 2


async def test_what_a_reader_owes_is_bounded_in_bytes_too() -> None:
    log, deaf = Log(), Page(1)
    hub = hub_of(log)
    await hub.subscribe(deaf, STREAM, 0, "")
    weight = 0
    for _ in range(80):
        event = log.write()
        heavy = log.events[-1] = replace(event, data={**event.data, "text": "x" * 40_000})
        await hub.deliver(hub.topics[STREAM], [heavy])
        weight += len(frames.body(heavy, deaf.look))
    assert weight > 2 * OWED_BYTES
    assert len(deaf.seen) < 80 * OWED_BYTES / weight + 2


async def test_who_owes_an_acknowledgement_for_half_a_minute_goes_and_who_steps_forward_stays() -> None:
    log, deaf, slow, idle = Log(), Page(1), Page(2), Page(3)
    hub = hub_of(log)
    for page in (deaf, slow):
        await hub.subscribe(page, STREAM, 0, "")
    await hub.subscribe(idle, "room:2", 0, "")
    await say(hub, log, delivery.STILL_SWEEPS + 1)
    for turn in range(delivery.STILL_SWEEPS + 1):
        hub.look_round()
        hub.seen(slow, STREAM, turn + 1)
    assert (deaf.lagged, slow.lagged, idle.lagged) == (True, False, False)


async def test_a_line_that_is_full_gets_nothing_and_goes_on_where_it_stood() -> None:
    log, page = Log(), Page(1)
    hub = hub_of(log)
    await hub.subscribe(page, STREAM, 0, "")
    await say(hub, log, 1)
    page.blocked = True
    await say(hub, log, 3)
    assert page.seen == [1]
    page.blocked = False
    hub.freed(page, [STREAM])
    assert page.seen == [1, 2, 3, 4]
    await say(hub, log, 1)
    assert page.seen == [1, 2, 3, 4, 5]


async def test_a_line_that_fills_up_while_the_log_is_read_loses_nothing() -> None:
    page = Page(1)

    class FillingLog(Log):
        async def read(self, name: str, after: int) -> list[Event]:
            page.blocked = True
            return await super().read(name, after)

    log = FillingLog()
    hub = hub_of(log)
    for _ in range(5):
        log.write()
    await hub.subscribe(page, STREAM, 0, "")
    assert page.seen == []
    for _ in range(5):  # from memory now
        await hub.deliver(hub.topics[STREAM], [log.write()])
    page.blocked = False
    hub.delivery.source = replace(hub.delivery.source, read=super(FillingLog, log).read)
    hub.freed(page, [STREAM])
    await asyncio.sleep(0.01)
    assert page.seen == list(range(1, 11))


async def test_an_acknowledgement_of_what_was_never_sent_counts_for_nothing() -> None:
    log, liar = Log(), Page(1)
    hub = hub_of(log)
    await hub.subscribe(liar, STREAM, 0, "")
    hub.seen(liar, STREAM, 10**9)
    hub.seen(liar, "room:77", 3)
    await say(hub, log, 300)
    assert liar.seen == list(range(1, OWED_EVENTS + 1))


async def test_a_thousand_that_return_at_once_ask_the_log_a_handful_of_times() -> None:
    log, first = CountingLog(), Page(0)
    hub = hub_of(log)
    await hub.subscribe(first, STREAM, 0, "")
    await say(hub, log, 40)
    log.reads = log.asked = 0
    pages = [Page(number) for number in range(1, 1001)]
    await asyncio.gather(*(hub.subscribe(page, STREAM, 20, "") for page in pages))
    assert all(page.seen == list(range(21, 41)) for page in pages)
    assert log.asked <= 3
    assert log.reads == 0


async def test_a_join_does_not_trust_a_tail_that_the_database_has_passed() -> None:
    log, first, late = Log(), Page(1), Page(2)
    hub = hub_of(log)
    await hub.subscribe(first, STREAM, 0, "")
    await say(hub, log, 2)
    log.write()  # committed; its ring is lost
    await hub.subscribe(late, STREAM, 0, "")
    assert late.seen == [1, 2, 3]
    assert first.seen == [1, 2, 3]


async def test_what_was_rewritten_is_told_from_the_log_and_never_from_memory() -> None:
    log, first, late = CountingLog(), Page(1), Page(2)
    hub = hub_of(log)
    await hub.subscribe(first, STREAM, 0, "")
    await say(hub, log, 3)
    assert frames._remembered.get((STREAM, 2, Look()))
    log.events[1] = replace(log.events[1], data={**log.events[1].data, "text": "taken back"})
    taken = replace(log.write(), rewrote=[2])
    log.events[-1] = taken
    await hub.deliver(hub.topics[STREAM], [taken])
    assert frames._remembered.get((STREAM, 2, Look())) is None
    log.reads = 0
    await hub.subscribe(late, STREAM, 0, "")
    assert late.seen == [1, 2, 3, 4]
    assert log.reads == 1
    known = frames._remembered.get((STREAM, 2, Look()))
    assert known is not None
    assert "taken back" in known[1]


async def test_what_waits_for_the_tick_is_rewritten_there_too() -> None:
    log, page = Log(), Page(1)
    hub = hub_of(log, coalesce=True)
    await hub.subscribe(page, STREAM, 0, "")
    topic = hub.topics[STREAM]
    topic.tempo.heard(time.perf_counter())
    topic.tempo.rate = 1000.0
    first, second = log.write(), replace(log.write(), data={**log.events[0].data, "text": "mended"}, rewrote=[1])
    await hub.deliver(topic, [first, second])
    assert [event.data["text"] for event in topic.waiting] == ["mended", "mended"]
    hub.delivery.flush(topic)
    assert page.seen == [1, 2]


async def test_a_restored_database_makes_everybody_start_over() -> None:
    log, page = Log(), Page(1)
    hub = hub_of(log)
    await hub.subscribe(page, STREAM, 0, "")
    hub.topics[STREAM].epoch = "before"
    await hub.sweep()
    assert page.restarts == [0]


def test_a_quiet_stream_speaks_at_once_and_a_loud_one_in_ticks() -> None:
    tempo, now = Tempo(), 100.0
    tempo.heard(now)
    assert tempo.pause(now) == 0.0
    for _ in range(200):
        now += 0.01
        tempo.heard(now)
    assert SHORTEST <= tempo.pause(now) <= LONGEST
    assert tempo.rate > EVENTS_A_SECOND
    assert tempo.pause(now + 5) == 0.0


def test_a_stream_that_takes_a_tenth_of_the_process_is_loud_at_any_rate() -> None:
    tempo, now = Tempo(), 100.0
    for _ in range(50):
        now += 0.25
        tempo.heard(now)
        tempo.took(0.08)
    assert tempo.pause(now) == LONGEST


def test_the_tail_keeps_so_much_and_knows_its_holes() -> None:
    tail = Tail(0)
    for seq in range(1, 2001):
        tail.put(Event(STREAM, seq, "x", "", {}), 100)
    assert tail.since(1990, 100) is not None
    assert tail.since(1999 - KEPT_EVENTS - 1, 1) is None
    tail.forget([1995])
    assert tail.since(1990, 100) is None
    assert [event.seq for event in tail.since(1995, 2) or []] == [1996, 1997]


def test_what_is_remembered_of_frames_weighs_so_much_and_no_more() -> None:
    kept = frames.Remembered(1 << 20)
    events = [Event(STREAM, seq, "thing.said", "", {}) for seq in range(200)]
    for event in events:
        kept.put((STREAM, event.seq, Look()), event, "\N{SMILING FACE WITH SMILING EYES}" * 5_000)
        assert kept.bytes <= 1 << 20
    assert kept.get((STREAM, 0, Look())) is None
    assert kept.get((STREAM, 199, Look()))
    kept.put((STREAM, 199, Look()), events[199], "short")
    kept.drop(STREAM, list(range(200)))
    assert kept.bytes == 0


async def test_what_the_tail_lets_go_is_forgotten_as_a_frame() -> None:
    """Four thousand frames were kept instead: in an hour of one room that made a process 90 MB larger."""
    log = Log()
    hub = hub_of(log)
    page = Page(1)
    await hub.subscribe(page, STREAM, 0, "")
    await say(hub, log, KEPT_EVENTS + 50)
    assert frames._remembered.get((STREAM, 50, Look())) is None
    assert frames._remembered.get((STREAM, 51, Look()))
