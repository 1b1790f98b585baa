"""Whom a message calls by @name, and typing in small rooms."""

from __future__ import annotations

import pytest

from accounts.notices.models import Notice
from conference.rooms.rules import thread_typing
from messaging import events
from messaging.duties import release
from messaging.mentions import naming
from messaging.mentions.models import Mention
from messaging.models import Message, Thread
from tests.clocks import later
from tests.factories import World, browser_of, do, member, person, room_of

pytestmark = pytest.mark.django_db


def thread(world: World) -> int:
    return Thread.objects.get(kind="room", key=str(room_of(world.congress).pk)).pk


def say(world: World, text: str, who: str = "bob") -> int:
    return int(do(getattr(world, who), "message.post", thread=thread(world), text=text)["message"])


def mentioned() -> set[int]:
    return set(Mention.objects.values_list("of__person_id", flat=True))


def test_a_mention_is_collected_and_told_once(world: World) -> None:
    say(world, "As @Ada Meghadri মেঘাদ্রি said, and @Alice Larkenfield too. Not @Nobody.")
    assert mentioned() == {world.ada.pk, world.alice.pk}
    assert Notice.objects.filter(kind="mention", person=world.ada).count() == 1
    page = browser_of(world.alice).get("/tidelines/mentions").content.decode()
    assert "As @Ada" in page
    assert "As @Ada" not in browser_of(world.mira).get("/tidelines/mentions").content.decode()
    assert "Mentions of you" in browser_of(world.alice).get("/tidelines/").content.decode()


def test_who_keeps_apart_is_not_mentioned(world: World) -> None:
    do(world.alice, "block.set", membership=world.member(world.bob).pk, on=True)
    say(world, "@Alice Larkenfield look")
    assert mentioned() == set()


def test_a_quiet_person_cannot_be_found_out_by_guessing(world: World) -> None:
    member(quiet := person("Quentin Quiet"), world.congress, appears="quiet")
    say(world, "@Quentin Quiet are you here?")
    assert mentioned() == set()
    do(quiet, "message.post", thread=thread(world), text="Yes")
    say(world, "@Quentin Quiet good")
    assert mentioned() == {quiet.pk}


def test_under_a_pseudonym_one_is_called_by_it_alone(world: World) -> None:
    member(hidden := person("Hanna Hidden"), world.congress, appears="pseudonym", pseudonym="Night Heron")
    do(hidden, "message.post", thread=thread(world), text="Hello")
    say(world, "@Hanna Hidden and")
    assert mentioned() == set()
    say(world, "@Night Heron then")
    assert mentioned() == {hidden.pk}


def test_what_waits_mentions_nobody_until_it_is_let_in(world: World) -> None:
    do(world.mo, "room.chat", room=room_of(world.congress).pk, chat_for="all", chat_waits=True)
    said = say(world, "@Alice Larkenfield buy this")
    assert mentioned() == set()
    do(world.mo, "message.settle", message=said, on=True)
    assert mentioned() == {world.alice.pk}


def test_a_delayed_message_appears_by_itself_unless_it_is_stopped(world: World) -> None:
    do(world.mo, "room.chat", room=room_of(world.congress).pk, chat_for="all", chat_delay=5)
    first, second = say(world, "Fine"), say(world, "Not fine")
    do(world.mo, "message.settle", message=second, on=False)
    assert release() == 0
    with later(seconds=5):
        assert release() == 1
        assert release() == 0
    states = dict(Message.objects.values_list("pk", "state"))
    assert (states[first], states[second]) == ("visible", "rejected")


def test_names_are_whole_words() -> None:
    assert naming.called("mail me@ada.example, @Ada, @@x") == ["ada,"]
    assert naming.fits("ada meghadri said", "Ada Meghadri")
    assert not naming.fits("adamant", "Ada")


def test_typing_is_shown_in_small_rooms_and_never_in_a_patients_session(world: World) -> None:
    room = room_of(world.congress)
    assert thread_typing(world.actor(world.bob), str(room.pk))
    assert do(world.bob, "message.typing", thread=thread(world)) == {}
    assert set(events.Typing.model_fields) == {"thread"}, "nobody is named"
    do(world.mo, "room.preset", room=room.pk, preset="patients")
    assert not thread_typing(world.actor(world.bob), str(room.pk))
