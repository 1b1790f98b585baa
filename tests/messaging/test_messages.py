"""What people say in a thread, and who may take it away."""

from __future__ import annotations

import pytest

from accounts.models import User
from conference.rooms.models import Room
from core.errors import Conflict, Forbidden, Invalid, NotFound, SignedOut
from core.privacy import erase_person
from core.text import markdown
from core.unit import unit_of_work
from messaging.models import Message
from realtime import log
from realtime.models import LoggedEvent
from tests.conference import stage
from tests.factories import World, do


@pytest.fixture
def room(world: World) -> Room:
    return stage.room(world.congress)


def say(who: User | None, room: Room, text: str = "Good morning") -> int:
    return int(do(who, "message.post", thread=stage.thread(room).pk, text=text)["message"])


def test_a_message_is_kept_and_told(world: World, room: Room) -> None:
    pk = say(world.bob, room, "Good **morning**")
    (event,) = log.read(room.stream, 0)
    assert event.type == "message.posted"
    assert event.data["id"] == pk
    assert "<strong>morning</strong>" in event.data["html"]
    assert event.data["author"]["name"] == world.bob.display_name


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=x onerror=alert(1)>", "![a](http://x/y.png)"],
)
def test_what_a_message_says_is_text_not_markup(world: World, room: Room, text: str) -> None:
    say(world.bob, room, text)
    html = log.read(room.stream, 0)[0].data["html"]
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html


def test_control_and_hiding_characters_are_taken_out(world: World, room: Room) -> None:
    say(world.bob, room, "a\u202eb\u0000c\u200b q" + "\u0301" * 40)
    assert Message.objects.get().text == "abc q" + "\u0301" * 4


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "field.string_too_short"), (" \n", "field.string_too_short"), ("x" * 2001, "field.string_too_long")],
)
def test_an_empty_or_endless_message_is_refused_with_its_field(world: World, room: Room, text: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        say(world.bob, room, text)
    assert (refused.value.code, refused.value.field) == (code, "text")


def test_only_people_of_the_congress_write_and_others_hear_that_nothing_is_there(world: World, room: Room) -> None:
    with pytest.raises(SignedOut):
        say(None, room)
    with pytest.raises(NotFound):
        say(world.charlie, room)
    with pytest.raises(NotFound):
        do(world.bob, "message.post", thread=10**9, text="x")


def test_an_edit_replaces_the_words_in_the_log_too(world: World, room: Room) -> None:
    pk = say(world.bob, room, "canaryword")
    do(world.bob, "message.edit", message=pk, text="better")
    assert [e.data["text"] for e in log.read(room.stream, 0)] == ["better", "better"]
    assert log.read(room.stream, 1)[0].rewrote == [1]


def test_only_the_author_edits_and_deletes(world: World, room: Room) -> None:
    pk = say(world.bob, room)
    for who, refusal in ((world.ada, Forbidden), (world.mo, Forbidden), (world.charlie, NotFound)):
        for command, more in (("message.edit", {"text": "mine now"}), ("message.delete", {})):
            with pytest.raises(refusal):
                do(who, command, message=pk, **more)
    assert Message.objects.get().state == "visible"


def test_a_hidden_message_leaves_no_word_in_the_log_and_comes_back_on_undo(world: World, room: Room) -> None:
    pk = say(world.bob, room, "canaryword")
    do(world.mo, "message.hide", message=pk, on=True)
    assert not LoggedEvent.objects.filter(data__icontains="canaryword").exists()
    assert all(event.data["author"] is None for event in log.read(room.stream, 0))
    do(world.mo, "message.hide", message=pk, on=False)
    assert {event.data["text"] for event in log.read(room.stream, 0)} == {"canaryword"}


def test_a_deleted_message_cannot_be_shown_again(world: World, room: Room) -> None:
    pk = say(world.bob, room)
    do(world.bob, "message.delete", message=pk)
    assert Message.objects.get().text == ""
    with pytest.raises(Forbidden):
        do(world.mo, "message.hide", message=pk, on=False)
    with pytest.raises((Conflict, Forbidden)):
        do(world.bob, "message.edit", message=pk, text="again")


def test_hiding_is_for_moderators(world: World, room: Room) -> None:
    pk = say(world.bob, room)
    for who in (world.bob, world.ada, world.alice):
        with pytest.raises(Forbidden):
            do(who, "message.hide", message=pk, on=True)
    with pytest.raises(NotFound):
        do(world.charlie, "message.hide", message=pk, on=True)


def test_the_words_of_an_erased_person_are_gone_from_rows_and_log(world: World, room: Room) -> None:
    say(world.bob, room, "canaryword")
    with unit_of_work():
        erase_person(world.bob.pk)
    assert Message.objects.get().author_id is None
    assert not Message.objects.filter(text__icontains="canaryword").exists()
    assert not LoggedEvent.objects.filter(data__icontains="canaryword").exists()
    assert not LoggedEvent.objects.filter(data__icontains="Fennimarsh").exists()


@pytest.mark.once
@pytest.mark.parametrize("address", ["ftp://a.example/x", "ws://a.example", "vbscript:run"])
def test_links_lead_to_pages_and_letters_only_and_say_nothing_of_where_they_come_from(address: str) -> None:
    assert "href" not in markdown(f"[here]({address})")
    assert 'rel="noopener noreferrer nofollow ugc"' in markdown("[here](https://a.example/)")
