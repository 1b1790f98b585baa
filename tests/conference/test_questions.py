"""The life of a question, its votes, and who may decide."""

from __future__ import annotations

import pytest

from accounts.models import User
from conference.questions.models import Question, Vote
from conference.questions.voting import actions
from conference.rooms.models import Room
from core import clock
from core.errors import Conflict, Forbidden, Invalid, NotFound
from realtime import log
from tests import factories
from tests.conference import stage
from tests.factories import World, do


@pytest.fixture
def room(world: World) -> Room:
    return stage.room(world.congress)


@pytest.fixture
def waiting_room(world: World) -> Room:
    return stage.room(world.congress, questions_wait=True)


def ask(world: World, room: Room, text: str = "Which model?", how: str = "named") -> int:
    return int(do(world.bob, "question.ask", room=room.pk, text=text, how=how)["question"])


def test_how_one_appears_is_never_preselected(world: World, room: Room) -> None:
    with pytest.raises(Invalid) as refused:
        do(world.bob, "question.ask", room=room.pk, text="Which model?")
    assert refused.value.field == "how"


def test_without_moderation_a_question_is_visible_at_once(world: World, room: Room) -> None:
    ask(world, room)
    assert [event.type for event in log.read(room.stream, 0)] == ["question.published"]
    assert log.read(room.desk, 0) == []


def test_a_waiting_question_is_told_at_the_desk_only(world: World, waiting_room: Room) -> None:
    ask(world, waiting_room)
    assert log.read(waiting_room.stream, 0) == []
    assert [event.type for event in log.read(waiting_room.desk, 0)] == ["question.pended"]


def test_letting_in_tells_the_room_and_clears_the_desk(world: World, waiting_room: Room) -> None:
    pk = ask(world, waiting_room, "Which model?")
    do(world.mo, "question.decide", question=pk, state="visible")
    assert [event.type for event in log.read(waiting_room.stream, 0)] == ["question.published"]
    desk = log.read(waiting_room.desk, 0)
    assert [event.type for event in desk] == ["question.settled", "question.settled"]
    assert all("text" not in event.data for event in desk)


def test_a_dismissal_wants_a_reason_that_only_the_asker_reads(world: World, waiting_room: Room) -> None:
    pk = ask(world, waiting_room)
    with pytest.raises(Invalid):
        do(world.mo, "question.decide", question=pk, state="dismissed")
    do(world.mo, "question.decide", question=pk, state="dismissed", reason="Better for the panel at four.")
    assert log.read(waiting_room.stream, 0) == []
    address = f"/tidelines/room/{waiting_room.session.code}?tab=questions"
    assert b"Better for the panel at four." in factories.browser_of(world.bob).get(address).content
    assert b"Better for the panel at four." not in factories.browser_of(world.ada).get(address).content


def test_one_question_at_a_time_is_on_stage(world: World, room: Room) -> None:
    first, second = ask(world, room, "First?"), ask(world, room, "Second?")
    do(world.mo, "question.decide", question=first, state="on_stage")
    do(world.mo, "question.decide", question=second, state="on_stage")
    assert Question.objects.get(pk=first).state == "answered_live"
    assert Question.objects.get(pk=second).state == "on_stage"


def test_who_decides_second_is_told_that_it_has_moved_on(world: World, waiting_room: Room) -> None:
    pk = ask(world, waiting_room)
    do(world.mo, "question.decide", question=pk, state="dismissed", reason="No.")
    with pytest.raises(Conflict):
        do(world.olga, "question.decide", question=pk, state="answered_live")


def test_only_moderators_decide(world: World, room: Room) -> None:
    pk = ask(world, room)
    for who in (world.bob, world.ada, world.alice, world.mira):
        with pytest.raises(Forbidden):
            do(who, "question.decide", question=pk, state="on_stage")
    with pytest.raises(NotFound):
        do(world.charlie, "question.decide", question=pk, state="on_stage")


def test_a_vote_is_set_not_toggled_and_not_for_ones_own(world: World, room: Room) -> None:
    pk = ask(world, room)
    for _ in range(2):
        assert do(world.ada, "question.vote", question=pk, on=True)["votes"] == 1
    assert do(world.ada, "question.vote", question=pk, on=False)["votes"] == 0
    with pytest.raises(Forbidden):
        do(world.bob, "question.vote", question=pk, on=True)


def test_a_waiting_question_cannot_be_voted_for_as_if_it_were_not_there(world: World, waiting_room: Room) -> None:
    pk = ask(world, waiting_room)
    with pytest.raises(NotFound):
        do(world.ada, "question.vote", question=pk, on=True)


def test_a_withdrawn_question_leaves_no_word(world: World, room: Room) -> None:
    pk = ask(world, room, "canaryword")
    do(world.bob, "question.withdraw", question=pk)
    assert all("canaryword" not in str(event.data) for event in log.read(room.stream, 0))
    assert Question.objects.get().text == ""
    with pytest.raises(NotFound):
        do(world.ada, "question.withdraw", question=pk)


@pytest.mark.django_db(transaction=True)
def test_many_votes_at_once_count_each_person_once(transactional_db: None) -> None:
    world = factories.make_world()
    room = stage.room(world.congress)
    pk = ask(world, room)
    voters = [factories.person() for _ in range(12)]
    for voter in voters:
        factories.member(voter, world.congress)

    def vote(who: User) -> None:
        for _ in range(4):
            do(who, "question.vote", question=pk, on=True)

    factories.at_once(voters, vote)
    assert Vote.objects.filter(question=pk).count() == 12
    Question.objects.filter(pk=pk).update(told_at=clock.now() - actions.BETWEEN_SUMS, uncounted=True)
    assert actions.tell_votes() == 1
    assert log.read(room.stream, 0)[-1].data["votes"] == 12


def test_the_sum_of_votes_is_told_at_once_and_then_once_a_second_at_most(world: World, room: Room) -> None:
    def sums() -> list[int]:
        return [event.data["votes"] for event in log.read(room.stream, 0) if event.type == "question.voted"]

    pk = ask(world, room)
    do(world.ada, "question.vote", question=pk, on=True)
    assert sums() == [1]
    for who in (world.mira, world.alice, world.mo):
        assert do(who, "question.vote", question=pk, on=True)["votes"] > 1
    assert actions.tell_votes() == 0
    assert sums() == [1]
    Question.objects.filter(pk=pk).update(told_at=clock.now() - actions.BETWEEN_SUMS)
    assert actions.tell_votes() == 1
    assert actions.tell_votes() == 0
    assert sums() == [1, 4]
