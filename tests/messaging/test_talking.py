"""Answers, reactions, what is new, and the transcript of a chat."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest

from conference.questions.models import Question
from conference.questions.queries import BOARD
from conference.rooms.models import Room
from core import clock
from core.errors import Conflict, NotFound
from core.privacy import erase_person
from core.unit import unit_of_work
from messaging import queries
from messaging.models import Message, Reaction, Read
from realtime import log
from tests import factories
from tests.conference import stage
from tests.factories import World, do


@pytest.fixture
def room(world: World) -> Room:
    return stage.room(world.congress)


def say(world: World, room: Room, text: str = "Good morning", who: str = "bob", **more: Any) -> int:
    return int(do(getattr(world, who), "message.post", thread=stage.thread(room).pk, text=text, **more)["message"])


def many(world: World, room: Room, count: int) -> None:
    """So many messages, a minute apart, without the events nobody reads here."""
    first = clock.now() - timedelta(minutes=count)
    thread, author = stage.thread(room), world.member(world.bob)
    Message.objects.bulk_create(
        Message(thread=thread, author=author, text=f"Message {n}", posted_at=first + timedelta(minutes=n))
        for n in range(count)
    )


def test_an_answer_to_an_answer_stands_under_the_same_message(world: World, room: Room) -> None:
    first = say(world, room)
    answer = say(world, room, "And you?", "ada", reply_to=first)
    say(world, room, "Fine", "bob", reply_to=answer)
    assert list(Message.objects.order_by("pk").values_list("reply_to", flat=True)) == [None, first, first]


def test_an_answer_carries_no_word_of_what_it_answers(world: World, room: Room) -> None:
    first = say(world, room, "canaryword")
    say(world, room, "And you?", "ada", reply_to=first)
    do(world.mo, "message.hide", message=first, on=True)
    assert all("canaryword" not in str(event.data) for event in log.read(room.stream, 0))


def test_nobody_answers_what_is_gone_or_stands_in_another_chat(world: World, room: Room) -> None:
    elsewhere = say(world, stage.room(world.congress))
    gone = say(world, room)
    do(world.bob, "message.delete", message=gone)
    for pk in (elsewhere, gone, 10**9):
        with pytest.raises(Conflict):
            say(world, room, "Hello?", "ada", reply_to=pk)


def test_a_reaction_given_twice_counts_once_and_can_be_taken_back(world: World, room: Room) -> None:
    pk = say(world, room)
    for _ in range(2):
        done = do(world.ada, "message.react", message=pk, kind="heart", on=True)
    assert done["reactions"] == {"heart": 1}
    assert do(world.ada, "message.react", message=pk, kind="heart", on=False)["reactions"] == {}


def test_nobody_reacts_to_what_is_gone(world: World, room: Room) -> None:
    pk = say(world, room)
    do(world.bob, "message.delete", message=pk)
    with pytest.raises(NotFound):
        do(world.ada, "message.react", message=pk, kind="heart", on=True)


@pytest.mark.django_db(transaction=True)
def test_reactions_at_once_count_each_person_once(transactional_db: None) -> None:
    world = factories.make_world()
    room = stage.room(world.congress)
    pk = say(world, room)
    people = [factories.person() for _ in range(8)]
    for one in people:
        factories.member(one, world.congress)
    factories.at_once(people, lambda who: [do(who, "message.react", message=pk, kind="wow", on=True) for _ in range(3)])
    assert queries.reactions([pk]) == {pk: {"wow": 8}}


def test_who_reacted_is_in_no_frame_and_on_no_page(world: World, room: Room) -> None:
    pk = say(world, room)
    do(world.ada, "message.react", message=pk, kind="heart", on=True)
    ref = world.member(world.ada).ref
    assert ref not in str([event.data for event in log.read(room.stream, 0)])
    assert ref not in factories.browser_of(world.bob).get(f"/tidelines/room/{room.session.code}").content.decode()


def test_an_erased_person_takes_her_reactions_and_her_place_along(world: World, room: Room) -> None:
    pk = say(world, room)
    do(world.ada, "message.react", message=pk, kind="heart", on=True)
    do(world.ada, "message.read", thread=stage.thread(room).pk, upto=pk)
    with unit_of_work():
        erase_person(world.ada.pk)
    assert (Reaction.objects.count(), Read.objects.count()) == (0, 0)
    assert log.read(room.stream, 0)[-1].data["reactions"] == {}


def test_what_came_since_one_left_is_marked_and_the_place_never_goes_back(world: World, room: Room) -> None:
    thread = stage.thread(room)
    first, second = say(world, room), say(world, room, "Second")
    do(world.ada, "message.read", thread=thread.pk, upto=second)
    do(world.ada, "message.read", thread=thread.pk, upto=first)
    assert queries.thread_of("room", str(room.pk), world.member(world.ada).pk).read_upto == second
    page = factories.browser_of(world.ada).get(f"/tidelines/room/{room.session.code}").content.decode()
    assert f'data-read="{second}"' in page


def test_the_transcript_goes_through_everything_page_by_page(world: World, room: Room) -> None:
    many(world, room, 120)
    thread = stage.thread(room)
    page = queries.transcript(thread)
    seen: list[int] = []
    while True:
        seen = [item["id"] for item in page.items] + seen
        if page.before is None:
            break
        page = queries.transcript(thread, before=page.before)
    assert seen == list(Message.objects.order_by("pk").values_list("pk", flat=True))
    after = queries.transcript(thread, after=seen[9])
    assert [item["id"] for item in after.items] == seen[10:60]


def test_words_and_days_are_found_and_what_is_hidden_is_not(world: World, room: Room) -> None:
    many(world, room, 60)
    pk = say(world, room, "Dormancy is a choice")
    hidden = say(world, room, "Dormancy is a crime")
    do(world.mo, "message.hide", message=hidden, on=True)
    client = factories.browser_of(world.ada)
    address = f"/tidelines/transcript/{stage.thread(room).pk}"
    found = client.get(address, {"q": "dormancy"}).content.decode()
    assert f'id="message-{pk}"' in found
    assert f'id="message-{hidden}"' not in found
    assert "Nobody wrote that here." in client.get(address, {"q": "seaweed"}).content.decode()
    tomorrow = (clock.now() + timedelta(days=2)).date().isoformat()
    assert f'id="message-{pk}"' not in client.get(address, {"day": tomorrow}).content.decode()
    for odd in ("2026-02-31", "x", "9999999"):
        assert client.get(address, {"day": odd, "before": odd}).status_code == 200


def test_the_transcript_of_another_congress_or_of_strangers_is_not_there(world: World, room: Room) -> None:
    pk = stage.thread(room).pk
    assert factories.browser_of(world.nils).get(f"/tidelines/transcript/{pk}").status_code == 404
    assert factories.browser_of(world.olga).get(f"/coastal-data/transcript/{pk}").status_code == 404
    assert factories.browser_of(world.ada).get("/tidelines/transcript/999999").status_code == 404


def test_a_room_with_ten_thousand_messages_and_a_thousand_questions_opens_with_few_queries(
    world: World, room: Room, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    many(world, room, 10_000)
    author = world.member(world.bob)
    Question.objects.bulk_create(
        Question(room=room, text=f"Why {n}?", state="visible", asker=author, asked_at=clock.now()) for n in range(1000)
    )
    do(world.alice, "message.react", message=Message.objects.latest("pk").pk, kind="heart", on=True)
    client = factories.browser_of(world.ada)
    address = f"/tidelines/room/{room.session.code}"
    client.get(address)
    with django_assert_max_num_queries(20):
        page = client.get(address).content.decode()
    assert page.count('class="m"') == queries.PAGE
    assert page.count('<li class="q"') == BOARD
    assert 'data-more="800"' in page
    assert client.get(address, {"all": "1"}).content.decode().count('<li class="q"') == 1000
    transcript = f"/tidelines/transcript/{stage.thread(room).pk}"
    with django_assert_max_num_queries(10):
        client.get(transcript, {"q": "9999"})
