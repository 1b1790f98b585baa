"""The event log: a gapless order, and a past that can be rewritten."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.layers import InMemoryChannelLayer
from django.db import connection

from core import clock
from core.unit import unit_of_work
from messaging import events
from messaging.events import MessageData
from realtime import hub, log, topics
from realtime.frames import Look
from realtime.line import Message
from realtime.log import News
from realtime.models import LoggedEvent
from tests.factories import browser_of, make_world

pytestmark = pytest.mark.django_db(transaction=True)


def said(number: int, text: str = "") -> MessageData:
    return MessageData(
        id=number, thread=1, state="visible", author=None, at="", zone="UTC", text=text, html=text, edited=False
    )


def tell(number: int, text: str = "", stream: str = "room:1", **fields: bool) -> None:
    with unit_of_work():
        log.append(News(stream, events.POSTED, said(number, text), f"message:{number}", **fields))


def test_events_of_a_stream_are_numbered_without_gaps() -> None:
    for number in range(1, 6):
        tell(number)
    assert [event.seq for event in log.read("room:1", 0)] == [1, 2, 3, 4, 5]
    assert log.position("room:1").head == 5


def test_an_event_of_a_transaction_that_fails_does_not_exist() -> None:
    with pytest.raises(ValueError, match="no"), unit_of_work():
        log.append(News("room:1", events.POSTED, said(1)))
        raise ValueError("no")
    tell(2)
    assert [event.data["id"] for event in log.read("room:1", 0)] == [2]


def test_an_event_outside_a_unit_of_work_is_a_mistake() -> None:
    with pytest.raises(RuntimeError):
        log.append(News("room:1", events.POSTED, said(1)))


def test_a_rewrite_reaches_all_earlier_events_of_its_subject_and_names_them() -> None:
    tell(1, "secret")
    tell(2, "other")
    tell(1, "public", rewrites=True)
    assert [(e.seq, e.data["text"], e.rewrote) for e in log.read("room:1", 0)] == [
        (1, "public", []),
        (2, "other", []),
        (3, "public", [1]),
    ]
    assert not LoggedEvent.objects.filter(data__text="secret").exists()


def test_who_writes_at_once_still_gets_one_order_without_gaps() -> None:
    def write(first: int) -> None:
        try:
            for number in range(first, first + 10):
                tell(number)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(100 * n,)) for n in range(1, 7)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [event.seq for event in log.read("room:1", 0)] == list(range(1, 61))


@pytest.mark.parametrize(("after", "epoch", "answer"), [(0, "", True), (3, "", True), (4, "", False), (2, "x", False)])
def test_a_position_can_be_continued_only_in_its_epoch_and_not_from_the_future(
    after: int, epoch: str, answer: bool
) -> None:
    for number in range(1, 4):
        tell(number)
    at = log.position("room:1")
    assert log.reachable(at, after, epoch) is answer
    assert log.reachable(at, 1, at.epoch)


def test_events_are_kept_for_thirty_days_and_the_numbers_go_on() -> None:
    tell(1)
    LoggedEvent.objects.update(at=clock.now() - timedelta(days=30, minutes=1))
    tell(2)
    assert log.prune() == 1
    tell(3)
    assert [event.seq for event in log.read("room:1", 0)] == [2, 3]


def test_who_comes_back_from_before_what_was_pruned_is_told_to_start_over() -> None:
    world = make_world()
    stream = f"user:{world.bob.pk}"
    browser = browser_of(world.bob)
    for number in range(1, 4):
        tell(number, stream=stream)
    head = log.position(stream).head

    def answer(after: int) -> dict[str, Any]:
        found: dict[str, Any] = browser.get(f"/streams/{stream}?after={after}").json()
        return found

    assert [event["seq"] for event in answer(head - 2)["events"]] == [head - 1, head]
    LoggedEvent.objects.filter(seq__lt=head).update(at=clock.now() - timedelta(days=31))
    log.prune()
    assert answer(head - 2)["resync"]
    assert [event["seq"] for event in answer(head - 1)["events"]] == [head]
    log.forget(stream)
    assert answer(head - 1)["resync"]
    assert answer(head)["events"] == []


async def test_a_socket_from_before_what_was_pruned_starts_over_too() -> None:
    def past() -> None:
        for number in range(1, 4):
            tell(number)
        LoggedEvent.objects.filter(seq__lt=3).update(at=clock.now() - timedelta(days=31))
        log.prune()

    await sync_to_async(past)()
    reader = Listening()
    here = hub.Hub(InMemoryChannelLayer(), topics.database_source())
    await here.start()
    try:
        assert await here.subscribe(reader, "room:1", 1, "") is None
        assert reader.heard == []
        assert await here.subscribe(reader, "room:1", 2, "") is not None
        assert len(reader.heard) == 1
    finally:
        await here.stop()


class Listening:
    person_id = 1
    look = Look()

    def __init__(self) -> None:
        self.heard: list[str] = []

    def deliver(self, stream: str, last_seq: int, message: Message) -> int:
        self.heard.append(message["text"])
        return topics.GONE

    def tell(self, message: Message) -> None: ...

    def busy(self) -> bool:
        return False

    def lose(self, stream: str) -> None: ...

    def start_over(self, stream: str, at: log.Position) -> None: ...

    def lag(self) -> None: ...

    def end_session(self, digest: str) -> None: ...
