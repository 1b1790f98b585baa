"""The desk of a congress: queues of all rooms on duty, claims of every kind of item, and ten seconds to take back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from conference.hands.models import Hand
from conference.questions.models import Question
from conference.rooms import actions as rooms
from conference.rooms.models import Room
from core import clock
from core.errors import Conflict, NotFound
from core.models import OutgoingMail
from messaging.models import Message, Thread
from moderation.reports.models import Report
from realtime import log
from schedule.exchange import actions as exchange
from schedule.exchange.document import Document, Item
from schedule.programme.models import Session
from tests.clocks import later
from tests.conference.reloading import apply, nodes
from tests.factories import World, browser_of, do, member, person, room_of, run_jobs

pytestmark = pytest.mark.django_db
SHOWN = re.compile(r"(report|held|hand|pending)-\d+")


@pytest.fixture
def room(world: World) -> Room:
    room = room_of(world.congress)
    do(world.mo, "room.change", room=room.pk, opening="schedule", questions_wait=True)
    do(world.mo, "room.chat", room=room.pk, chat_for="all", chat_waits=True)
    return room


def thread(room: Room) -> int:
    return Thread.objects.get(kind="room", key=str(room.pk)).pk


def fill(world: World, room: Room) -> dict[str, str]:
    """One item of each kind; their keys."""
    said = do(world.bob, "message.post", thread=thread(room), text="I wait")["message"]
    asked = do(world.bob, "question.ask", room=room.pk, text="Why?", how="named")["question"]
    do(world.bob, "hand.raise", room=room.pk, on=True)
    do(world.ada, "report.send", kind="person", key=world.member(world.bob).ref, category="spam")
    return {
        "message": str(said),
        "question": str(asked),
        "hand": str(Hand.objects.get().pk),
        "report": str(Report.objects.get().pk),
    }


def decide(world: World, kind: str, key: str) -> None:
    pk = int(key)
    if kind == "message":
        do(world.mo, "message.settle", message=pk, on=True)
    elif kind == "question":
        do(world.mo, "question.decide", question=pk, state="dismissed", reason="Asked before")
    elif kind == "hand":
        do(world.mo, "hand.lower", hand=pk)
    else:
        do(world.mo, "report.decide", report=pk, outcome="left")


def desk(world: World, who: str = "mo") -> dict[str, str]:
    return nodes(browser_of(getattr(world, who)).get("/tidelines/desk").content.decode(), SHOWN)


def two_rooms(world: World) -> tuple[Room, Room]:
    """A second session beside the first, in one release."""
    start = clock.now() - timedelta(minutes=20)
    items = [
        Item(title=title, start=start, duration=timedelta(hours=1), day=start.date(), source_id=title, place=title)
        for title in ("Cells that sleep", "Cells that wake")
    ]
    exchange.import_document(world.congress, Document("test", "T", "test", world.congress.zone, tuple(items)))
    first, second = Session.objects.filter(conference=world.congress, title__in=[i.title for i in items]).order_by(
        "title"
    )
    return rooms.room_of(first), rooms.room_of(second)


def test_one_page_has_the_queues_of_all_rooms_on_duty(world: World) -> None:
    room, other = two_rooms(world)
    do(world.mo, "room.change", room=room.pk, opening="schedule", questions_wait=True)
    do(world.mo, "room.chat", room=room.pk, chat_for="all", chat_waits=True)
    do(world.mo, "room.chat", room=other.pk, chat_for="all", chat_waits=True)
    keys = fill(world, room)
    second = do(world.ada, "message.post", thread=thread(other), text="Me too")["message"]
    assert set(desk(world)) == {
        f"held-{keys['message']}", f"held-{second}", f"pending-{keys['question']}", f"hand-{keys['hand']}",
        f"report-{keys['report']}",
    }  # fmt: skip


def test_who_does_not_moderate_finds_no_desk(world: World, room: Room) -> None:
    fill(world, room)
    assert browser_of(world.bob).get("/tidelines/desk").status_code == 403
    assert browser_of(world.charlie).get("/tidelines/desk").status_code == 404


@pytest.mark.parametrize("kind", ["message", "hand", "report"])
def test_a_claim_is_shown_by_face_and_keeps_others_off_until_it_ends(world: World, room: Room, kind: str) -> None:
    keys = fill(world, room)
    do(world.olga, "item.claim", kind=kind, key=keys[kind], on=True)
    shown = next(html for name, html in desk(world).items() if name.endswith(f"-{keys[kind]}") and "Olga" in html)
    assert "worksonit" in shown
    with pytest.raises(Conflict):
        decide(world, kind, keys[kind])
    with pytest.raises(Conflict):
        do(world.mo, "item.claim", kind=kind, key=keys[kind], on=True)
    with later(minutes=2, seconds=1):
        decide(world, kind, keys[kind])


@pytest.mark.parametrize("kind", ["message", "hand", "report", "question"])
def test_who_decided_takes_it_back_for_a_moment_and_no_letter_has_gone_out(world: World, room: Room, kind: str) -> None:
    keys = fill(world, room)
    before = desk(world)
    letters = OutgoingMail.objects.count()
    decide(world, kind, keys[kind])
    assert desk(world) != before
    for who in (world.olga, world.bob):
        with pytest.raises(NotFound):
            do(who, "item.undo", kind=kind, key=keys[kind])
    do(world.mo, "item.undo", kind=kind, key=keys[kind])
    assert desk(world) == before
    run_jobs()
    assert OutgoingMail.objects.count() == letters
    with pytest.raises(NotFound):
        do(world.mo, "item.undo", kind=kind, key=keys[kind])


def test_after_twenty_seconds_a_decision_stands(world: World, room: Room) -> None:
    keys = fill(world, room)
    decide(world, "message", keys["message"])
    with later(seconds=21), pytest.raises(Conflict):
        do(world.mo, "item.undo", kind="message", key=keys["message"])
    assert Message.objects.get().state == "visible"


def test_a_question_that_was_let_in_by_mistake_leaves_the_room_again_with_its_words(world: World, room: Room) -> None:
    asked = int(fill(world, room)["question"])
    do(world.mo, "question.decide", question=asked, state="visible")
    at = log.position(room.stream).head
    do(world.mo, "item.undo", kind="question", key=str(asked))
    assert Question.objects.get(pk=asked).state == "pending"
    assert [event.type for event in log.read(room.stream, at)] == ["question.withdrawn"]
    assert "Why?" not in str([event.data for event in log.read(room.stream, 0)])


@pytest.mark.parametrize("kind", ["hand", "report"])
def test_a_claim_reaches_open_desks_as_a_reload_shows_it(world: World, room: Room, kind: str) -> None:
    keys = fill(world, room)
    stream = room.desk if kind == "hand" else f"moderators:{world.congress.pk}"
    before, at = desk(world), log.position(stream).head
    do(world.olga, "item.claim", kind=kind, key=keys[kind], on=True)
    assert apply(before, stream, at) == desk(world) != before
    at = log.position(stream).head
    claimed = desk(world)
    do(world.olga, "item.claim", kind=kind, key=keys[kind], on=False)
    assert apply(claimed, stream, at) == desk(world) == before


def test_a_report_about_the_team_cannot_be_claimed_by_the_team(world: World, room: Room) -> None:
    member(other := person("Nina Nordlicht"), world.congress, ["moderator"])
    do(world.ada, "report.send", kind="person", key=world.member(world.mo).ref, category="abuse")
    with pytest.raises(NotFound):
        do(other, "item.claim", kind="report", key=str(Report.objects.get().pk), on=True)


def test_the_desk_asks_for_the_same_number_of_queries_with_more_items(
    world: World, room: Room, django_assert_max_num_queries: object
) -> None:
    fill(world, room)
    client = browser_of(world.mo)
    client.get("/tidelines/desk")
    for text in ("One", "Two", "Three"):
        do(world.ada, "message.post", thread=thread(room), text=text)
        do(world.ada, "question.ask", room=room.pk, text=text, how="anonymous")
    with django_assert_max_num_queries(45):  # type: ignore[operator]
        client.get("/tidelines/desk")
