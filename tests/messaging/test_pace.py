"""Who writes in a chat, how fast, and what a moderator reads first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from conference.rooms.models import Room
from core import clock
from core.errors import Refusal, Throttled
from messaging.models import Message
from moderation import words
from realtime.models import LoggedEvent
from tests.conference import stage
from tests.factories import World, browser_of, do, room_of

pytestmark = pytest.mark.django_db
CURE = "Try the seaweed cure"


@pytest.fixture
def room(world: World) -> Room:
    return room_of(world.congress)


def set_chat(world: World, room: Room, **more: Any) -> None:
    do(world.mo, "room.chat", room=room.pk, **{"chat_for": "all", **more})


def post(world: World, room: Room, text: str = CURE, who: str = "bob") -> dict[str, Any]:
    return do(getattr(world, who), "message.post", thread=stage.thread(room).pk, text=text)


def code(call: Any, *args: Any, **data: Any) -> str:
    with pytest.raises(Refusal) as refused:
        call(*args, **data)
    return refused.value.code


def seen(world: World, room: Room, who: str, path: str = "") -> str:
    return browser_of(getattr(world, who)).get(f"/tidelines/room/{room.session.code}{path}").content.decode()


def test_slow_mode_says_how_long_to_wait(world: World, room: Room) -> None:
    set_chat(world, room, chat_seconds=30)
    post(world, room)
    with pytest.raises(Throttled) as refused:
        post(world, room)
    assert refused.value.code == "chat.slow"
    assert 0 < (refused.value.retry_after or 0) <= 30
    post(world, room, who="ada")
    for _ in range(2):
        post(world, room, who="mo")
    start = clock.now()
    before = clock.use(lambda: start + timedelta(seconds=31))
    try:
        post(world, room)
    finally:
        clock.use(before)


def test_in_a_chat_of_moderators_others_read(world: World, room: Room) -> None:
    set_chat(world, room, chat_for="moderators")
    assert code(post, world, room) == "chat.moderators_only"
    post(world, room, "Please take your seats", who="mo")
    assert "Please take your seats" in seen(world, room, "bob")
    assert "Only moderators write" in seen(world, room, "bob")


def test_what_waits_is_seen_by_its_author_and_the_desk_only(world: World, room: Room) -> None:
    set_chat(world, room, chat_waits=True)
    assert post(world, room)["waits"]
    assert CURE in seen(world, room, "bob")
    assert CURE in seen(world, room, "mo", "/desk")
    assert CURE not in seen(world, room, "ada")
    assert CURE not in str(list(LoggedEvent.objects.filter(stream__name=room.stream).values_list("data", flat=True)))


def test_a_moderator_lets_it_through_or_not(world: World, room: Room) -> None:
    set_chat(world, room, chat_waits=True)
    first, second = post(world, room)["message"], post(world, room, "And my aunt")["message"]
    do(world.mo, "message.settle", message=first, on=True)
    do(world.mo, "message.settle", message=second, on=False)
    assert CURE in seen(world, room, "ada")
    assert "And my aunt" not in seen(world, room, "ada")
    assert "Not let through" in seen(world, room, "bob")
    assert code(do, world.mo, "message.settle", message=first, on=False) == "message.moved_on"
    assert "And my aunt" not in str(list(LoggedEvent.objects.values_list("data", flat=True)))


def test_its_author_takes_it_back_while_it_waits(world: World, room: Room) -> None:
    set_chat(world, room, chat_waits=True)
    message = post(world, room)["message"]
    do(world.bob, "message.delete", message=message)
    assert Message.objects.get().text == ""
    assert CURE not in seen(world, room, "mo", "/desk")


def test_no_edit_slips_past_the_moderators(world: World, room: Room) -> None:
    message = post(world, room, "Good morning")["message"]
    set_chat(world, room, chat_waits=True)
    assert code(do, world.bob, "message.edit", message=message, text=CURE) == "message.would_wait"


def test_a_word_of_the_list_makes_a_message_wait_and_deletes_nothing(world: World, room: Room) -> None:
    do(world.olga, "words.set", conference="tidelines", words="seaweed cure\nmiracle")
    assert post(world, room)["waits"]
    assert not post(world, room, "Seaweed is a plant")["waits"]
    assert not post(world, room, CURE, who="mo")["waits"]
    assert Message.objects.filter(text=CURE).count() == 2


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("The SEAWEED   Cure!", True),
        ("ｓｅａｗｅｅｄ ｃｕｒｅ", True),
        ("seaweed cures", False),
        ("a miraculous day", False),
        ("«miracle»", True),
        ("", False),
    ],
)
def test_words_are_whole_words_whatever_their_dress(text: str, held: bool) -> None:
    assert words.holds("seaweed cure\n\nmiracle\n", text) is held


def test_an_empty_list_holds_nothing() -> None:
    assert not words.holds(" \n", "anything")


def test_only_organizers_change_the_list(world: World) -> None:
    assert code(do, world.mo, "words.set", conference="tidelines", words="tea") == "permission.missing"
