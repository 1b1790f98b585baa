"""What a room has is switched on and off: what is off shows nowhere and takes nothing in, and comes back as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conference.hands.models import Hand
from conference.polls import actions as polling
from conference.polls.models import Poll
from conference.questions.models import Question
from conference.rooms import actions as rooms
from conference.rooms import features, panels
from conference.rooms.models import Room
from conference.rooms.waiting import messages as waiting_messages
from core import clock
from core.errors import Forbidden, Invalid, NotFound
from core.models import AuditEntry
from core.payload import Uploaded
from messaging.models import Message
from tests import factories
from tests.conference import stage
from tests.factories import World, do

pytestmark = pytest.mark.django_db

ALL = ("stage", "captions", "chat", "files", "questions", "polls", "hands", "reactions")


@pytest.fixture
def room(world: World) -> Room:
    """A room in which all has been used once."""
    made = stage.room(world.congress)
    do(world.mo, "stage.add_source", room=made.pk, label="Main", url="/media/main.m3u8", captions="/media/main.vtt")
    do(world.bob, "message.post", thread=stage.thread(made).pk, text="Hello from the back row")
    do(world.ada, "question.ask", room=made.pk, text="Which model sleeps?", how="named")
    do(world.mo, "question.pin", question=Question.objects.get().pk, on=True)
    poll = do(world.mo, "poll.prepare", room=made.pk, kind="single", text="Mice?", options="Yes\nNo", reveal="live")
    do(world.mo, "poll.move", poll=poll["poll"], state="open")
    do(world.mo, "poll.pin", poll=poll["poll"], on=True)
    do(world.mo, "poll.board", room=made.pk, on=True)
    do(world.bob, "hand.raise", room=made.pk, on=True)
    do(world.mo, "caption.push", room=made.pk, text="What is being said")
    return rooms.room_of(made.session)


def switch(world: World, room: Room, *off: str) -> None:
    do(world.mo, "room.features", room=room.pk, on=[name for name in ALL if name not in off])


def page(world: World, room: Room, who: str = "bob", path: str = "") -> str:
    answer = factories.browser_of(getattr(world, who)).get(f"/tidelines/room/{room.session.code}{path}")
    return answer.content.decode() if answer.status_code == 200 else f"refused: {answer.status_code}"


Try = tuple[str, str, Callable[[Room], dict[str, Any]]]


def _in(**data: Any) -> Callable[[Room], dict[str, Any]]:
    return lambda room: {"room": room.pk, **data}


def _thread(**data: Any) -> Callable[[Room], dict[str, Any]]:
    return lambda room: {"thread": stage.thread(room).pk, **data}


def _message(**data: Any) -> Callable[[Room], dict[str, Any]]:
    return lambda room: {"message": Message.objects.earliest("pk").pk, **data}


def _question(**data: Any) -> Callable[[Room], dict[str, Any]]:
    return lambda room: {"question": Question.objects.get().pk, **data}


def _poll(**data: Any) -> Callable[[Room], dict[str, Any]]:
    return lambda room: {"poll": Poll.objects.get().pk, **data}


def _hand(room: Room) -> dict[str, Any]:
    return {"hand": Hand.objects.get().pk}


def _source(room: Room) -> dict[str, Any]:
    return {"source": room.sources.get().pk}


WORDING = {"kind": "single", "text": "Fish?", "options": "Yes\nNo", "reveal": "live"}
REFUSED: dict[str, list[Try]] = {
    "stage": [
        ("mo", "stage.add_source", _in(label="More", url="/media/more.m3u8")),
        ("mo", "stage.first", _source),
        ("mo", "stage.renew_key", _in()),
        ("mo", "recording.attach", _in(url="/media/talk.mp4", consent="yes")),
    ],
    "captions": [("mo", "caption.push", _in(text="Good morning"))],
    "chat": [
        ("bob", "message.post", _thread(text="Good morning")),
        ("mo", "message.post", _thread(text="Good morning")),
        ("bob", "message.edit", _message(text="Better")),
        ("ada", "message.react", _message(kind="heart", on=True)),
        ("bob", "message.typing", _thread()),
        ("bob", "message.attach", _thread(file=Uploaded("talk.pdf", b"%PDF-1.7\nTides\n%%EOF\n"))),
    ],
    "files": [("bob", "message.attach", _thread(file=Uploaded("talk.pdf", b"%PDF-1.7\nTides\n%%EOF\n")))],
    "questions": [
        ("bob", "question.ask", _in(text="And fish?", how="named")),
        ("bob", "question.ask", _in(text="And fish?", how="anonymous")),
        ("bob", "question.vote", _question(on=True)),
        ("mo", "question.decide", _question(state="on_stage")),
        ("mo", "question.answer", _question(answer="Both.")),
        ("mo", "question.label", _question(labels="clinic")),
        ("mo", "question.pin", _question(on=False)),
        ("mo", "question.claim", _question(on=True)),
    ],
    "polls": [
        ("mo", "poll.prepare", _in(**WORDING)),
        ("mo", "poll.move", _poll(state="closed")),
        ("mo", "poll.show", _poll(on=True)),
        ("mo", "poll.pin", _poll(on=False)),
        ("bob", "poll.vote", _poll(choices=[1])),
        ("mo", "poll.board", _in(on=False)),
        ("bob", "poll.play", _in(on=True)),
    ],
    "hands": [
        ("ada", "hand.raise", _in(on=True)),
        ("mo", "hand.invite", _hand),
        ("mo", "hand.lower", _hand),
    ],
    "reactions": [("bob", "reaction.send", _in(kind="applause"))],
}


def test_every_feature_is_tried_here() -> None:
    assert tuple(one.key for one in features.registered()) == ALL
    assert set(REFUSED) == set(ALL)


@pytest.mark.parametrize("name", ALL)
def test_what_is_off_takes_nothing_in_also_from_a_stale_page(world: World, room: Room, name: str) -> None:
    switch(world, room, name)
    for who, command, data in REFUSED[name]:
        with pytest.raises(Forbidden) as refused:
            do(getattr(world, who), command, **data(room))
        assert refused.value.code == "room.feature_off", command
    for other in set(ALL) - {name}:
        assert features.must_be_on(rooms.room_of(room.session), other)


# What stands on the pages of a room while a feature is on: path, who looks, and words of it
SEEN: dict[str, list[tuple[str, str, str]]] = {
    "stage": [("bob", "", "data-stage "), ("bob", "/stage", "main.m3u8")],
    "captions": [("bob", "", "What is being said"), ("bob", "", "main.vtt"), ("bob", "", "data-stage-captions")],
    "chat": [
        ("bob", "", "Hello from the back row"),
        ("bob", "", "tab-chat"),
        ("mo", "/desk", "Hello from the back row"),
        ("mo", "/desk", "queue-held-messages"),
        ("bob", "/light", "Hello from the back row"),
        ("bob", "/light", "message.post"),
        ("bob", "/along", "Hello from the back row"),
    ],
    "files": [("bob", "", "message.attach")],
    "questions": [
        ("bob", "", "Which model sleeps?"),
        ("bob", "", "tab-questions"),
        ("mo", "/desk", "Which model sleeps?"),
        ("bob", "/screen", "Which model sleeps?"),
        ("bob", "/light", "question.ask"),
        ("bob", "/along", "Which model sleeps?"),
        ("bob", "/missed", "Which model sleeps?"),
    ],
    "polls": [
        ("bob", "", "tab-polls"),
        ("bob", "", "Mice?"),
        ("mo", "/desk", "Mice?"),
        ("bob", "/screen", "Mice?"),
        ("bob", "/missed", "Mice?"),
        ("bob", "/light", "Score board"),
    ],
    "hands": [("bob", "", "hand.raise"), ("mo", "/desk", "Bob Fennimarsh")],
    "reactions": [("bob", "", "reaction.send")],
}


@pytest.mark.parametrize("name", ALL)
def test_what_is_off_shows_nowhere_and_comes_back_as_it_was(world: World, room: Room, name: str) -> None:
    # The list of who wrote would name Bob at the desk as well
    off = (name, "chat") if name == "hands" else (name,)
    for who, path, words in SEEN[name]:
        assert words in page(world, room, who, path), path
    switch(world, room, *off)
    for who, path, words in SEEN[name]:
        assert words not in page(world, room, who, path), path
    switch(world, room)
    for who, path, words in SEEN[name]:
        assert words in page(world, room, who, path), path


def test_a_room_without_anything_still_opens_everywhere(world: World, room: Room) -> None:
    switch(world, room, *ALL)
    for who, path in (("bob", ""), ("bob", "?tab=polls"), ("bob", "/light"), ("bob", "/screen"), ("mo", "/desk")):
        assert room.session.title in page(world, room, who, path)
    assert page(world, room, "bob", "/mine") == "refused: 403"
    assert panels.told(rooms.room_of(room.session)) == []


def test_a_chat_that_is_off_has_no_pages_but_its_author_and_moderators_take_things_back(
    world: World, room: Room
) -> None:
    do(world.ada, "message.post", thread=stage.thread(room).pk, text="A second one")
    switch(world, room, "chat")
    assert factories.browser_of(world.bob).get(f"/tidelines/transcript/{stage.thread(room).pk}").status_code == 404
    first, second = Message.objects.order_by("pk")
    do(world.bob, "message.delete", message=first.pk)
    do(world.mo, "message.hide", message=second.pk, on=True)
    assert {m.state for m in Message.objects.all()} == {"deleted", "hidden"}
    with pytest.raises(NotFound):
        do(world.charlie, "message.post", thread=stage.thread(room).pk, text="Let me in")


def test_nobody_is_rung_for_what_is_switched_off(world: World, room: Room) -> None:
    do(world.mo, "room.chat", room=room.pk, chat_for="all", chat_waits=True)
    do(world.bob, "message.post", thread=stage.thread(room).pk, text="One that waits")
    later = clock.now() + timedelta(minutes=1)
    assert list(waiting_messages(later))
    switch(world, room, "chat")
    assert not list(waiting_messages(later))


def test_a_poll_that_is_due_opens_when_polls_are_on_again(world: World, room: Room) -> None:
    made = do(world.mo, "poll.prepare", room=room.pk, **WORDING)["poll"]
    Poll.objects.filter(pk=made).update(opens_at=clock.now())
    switch(world, room, "polls")
    assert polling.open_due() == 0
    switch(world, room)
    assert polling.open_due() == 1


def test_only_who_runs_the_room_says_what_it_has_and_it_is_in_the_record(world: World, room: Room) -> None:
    for who, error in (("bob", Forbidden), ("charlie", NotFound)):
        for command, data in (("room.features", {"on": []}), ("room.kind", {"kind": "workshop"})):
            with pytest.raises(error):
                do(getattr(world, who), command, room=room.pk, **data)
    with pytest.raises(Invalid):
        do(world.mo, "room.features", room=room.pk, on=["karaoke"])
    switch(world, room, "polls")
    assert AuditEntry.objects.filter(action="room.features", outcome="done").exists()


def test_a_room_with_less_asks_less_of_the_database(world: World, room: Room) -> None:
    browser, address = factories.browser_of(world.bob), f"/tidelines/room/{room.session.code}"
    browser.get(address)
    asked = []
    for off in ((), ("chat",), ("chat", "questions", "polls")):
        switch(world, room, *off)
        with CaptureQueriesContext(connection) as queries:
            browser.get(address)
        asked.append(len(queries))
    assert asked[0] > asked[1] > asked[2]


def test_a_workshop_begins_without_hands_and_a_stage_is_as_it_was_again(world: World, room: Room) -> None:
    switch(world, room, "polls")
    do(world.mo, "room.kind", room=room.pk, kind="workshop")
    assert rooms.room_of(room.session).off == ["hands"]
    switch(world, room, "questions")
    do(world.mo, "room.kind", room=room.pk, kind="stage")
    assert rooms.room_of(room.session).off == ["polls"]
    do(world.mo, "room.kind", room=room.pk, kind="workshop")
    assert rooms.room_of(room.session).off == ["questions"]
