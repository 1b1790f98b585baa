"""The event log: a gapless order, and a past that can be rewritten."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from core.unit import unit_of_work
from messaging import events
from messaging.events import MessageData
from realtime import log
from realtime.log import News
from realtime.models import LoggedEvent

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
