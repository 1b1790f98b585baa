"""What moderators do with a question besides answering it, and what its asker hears."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail as django_mail

from accounts.notices.models import Notice
from conference.questions import likeness, queries
from conference.questions.deciding import actions
from conference.questions.models import Question, Vote
from conference.rooms.models import Room
from core import clock
from core.errors import Conflict, Invalid
from core.models import OutgoingMail
from realtime import log
from tests import factories
from tests.conference import stage
from tests.factories import World, do


@pytest.fixture
def room(world: World) -> Room:
    return stage.room(world.congress)


def ask(world: World, room: Room, text: str = "Which model?", how: str = "named", who: str = "bob") -> int:
    return int(do(getattr(world, who), "question.ask", room=room.pk, text=text, how=how)["question"])


def votes(pk: int) -> int:
    return Vote.objects.filter(question=pk).count()


def test_joined_questions_count_each_voter_once_and_nobody_for_her_own(world: World, room: Room) -> None:
    one, other = ask(world, room, "Which mouse model?"), ask(world, room, "What model was it?", who="alice")
    do(world.ada, "question.vote", question=one, on=True)
    do(world.ada, "question.vote", question=other, on=True)
    do(world.alice, "question.vote", question=one, on=True)
    do(world.mira, "question.vote", question=one, on=True)
    do(world.mo, "question.merge", question=one, into=other)
    assert votes(other) == 2
    assert [event.type for event in log.read(room.stream, 0)][-2:] == ["question.withdrawn", "question.voted"]


def test_an_anonymous_asker_does_not_come_to_vote_for_her_own_by_joining(world: World, room: Room) -> None:
    one, other = ask(world, room, "Which mouse model?"), ask(world, room, "What model?", "anonymous", "alice")
    do(world.alice, "question.vote", question=one, on=True)
    do(world.mo, "question.merge", question=one, into=other)
    assert votes(other) == 0


def test_a_joined_question_can_come_back_with_its_votes(world: World, room: Room) -> None:
    one, other = ask(world, room), ask(world, room, "What model?")
    do(world.ada, "question.vote", question=one, on=True)
    do(world.mo, "question.merge", question=one, into=other)
    do(world.mo, "question.decide", question=one, state="visible")
    assert (votes(one), votes(other)) == (1, 1)


def test_a_question_joins_neither_itself_nor_one_of_another_room(world: World, room: Room) -> None:
    one = ask(world, room)
    elsewhere = ask(world, stage.room(world.congress))
    for into in (one, elsewhere):
        with pytest.raises(Conflict) as refused:
            do(world.mo, "question.merge", question=one, into=into)
        assert refused.value.code == "question.not_together"


def test_one_question_is_pinned_at_a_time_and_comes_first(world: World, room: Room) -> None:
    one, other = ask(world, room), ask(world, room, "Another?")
    do(world.mo, "question.pin", question=one, on=True)
    do(world.mo, "question.pin", question=other, on=True)
    assert [item["id"] for item in queries.listed(room)] == [other, one]
    assert list(Question.objects.filter(pinned=True).values_list("pk", flat=True)) == [other]


def test_a_pinned_question_that_is_withdrawn_leaves_the_pin_free(world: World, room: Room) -> None:
    one, other = ask(world, room), ask(world, room, "Another?")
    do(world.mo, "question.pin", question=one, on=True)
    do(world.bob, "question.withdraw", question=one)
    do(world.mo, "question.pin", question=other, on=True)
    assert Question.objects.get(pinned=True).pk == other


def test_labels_are_few_and_short(world: World, room: Room) -> None:
    pk = ask(world, room)
    assert do(world.mo, "question.label", question=pk, labels="clinic, methods, clinic")["labels"] == [
        "clinic",
        "methods",
    ]
    with pytest.raises(Invalid) as refused:
        do(world.mo, "question.label", question=pk, labels="a, b, c, d, e")
    assert refused.value.code == "question.labels"


def test_who_looks_at_a_question_keeps_it_for_two_minutes(world: World, room: Room) -> None:
    Room.objects.filter(pk=room.pk).update(questions_wait=True)
    pk = ask(world, room)
    do(world.mo, "question.claim", question=pk, on=True)
    with pytest.raises(Conflict) as refused:
        do(world.olga, "question.decide", question=pk, state="visible")
    assert refused.value.code == "question.claimed"
    Question.objects.filter(pk=pk).update(claimed_until=clock.now() - timedelta(seconds=1))
    do(world.olga, "question.decide", question=pk, state="visible")
    assert Question.objects.get().claimed_by is None


def test_a_claim_is_told_at_the_desk_only(world: World, room: Room) -> None:
    Room.objects.filter(pk=room.pk).update(questions_wait=True)
    pk = ask(world, room)
    do(world.mo, "question.claim", question=pk, on=True)
    assert log.read(room.stream, 0) == []
    assert log.read(room.desk, 0)[-1].data["claimed_by"]


def test_a_deferred_question_stays_open_says_who_answers_and_is_answered_later(world: World, room: Room) -> None:
    pk = ask(world, room)
    day = (clock.now() + timedelta(days=2)).date().isoformat()
    do(world.mo, "question.decide", question=pk, state="deferred", to="Prof. Tide", until=day)
    page = factories.browser_of(world.ada).get(f"/tidelines/room/{room.session.code}?tab=questions").content.decode()
    assert "Prof. Tide will answer" in page
    do(world.mo, "question.decide", question=pk, state="answered_written", answer="Both.")
    assert Question.objects.get().state == "answered_written"


def test_a_question_is_not_put_off_into_the_past(world: World, room: Room) -> None:
    pk = ask(world, room)
    with pytest.raises(Invalid) as refused:
        do(world.mo, "question.decide", question=pk, state="deferred", until="2020-01-01")
    assert refused.value.field == "until"


def test_the_asker_of_a_dismissed_question_is_told_kindly_and_why(world: World, room: Room) -> None:
    pk = ask(world, room)
    factories.never_quiet(world.bob)
    do(world.mo, "question.decide", question=pk, state="dismissed", reason="We had this one before.")
    factories.run_jobs()
    factories.run_jobs()
    letter = OutgoingMail.objects.get(to=world.bob.email)
    assert "Thank you" in letter.text
    assert "We had this one before." in letter.text


def test_asker_and_voters_read_the_same_words_about_an_answer(world: World, room: Room) -> None:
    pk = ask(world, room)
    factories.never_quiet(world.bob, world.ada)
    do(world.ada, "question.vote", question=pk, on=True)
    do(world.mo, "question.decide", question=pk, state="answered_written", answer="Both of them.")
    factories.run_jobs()
    factories.run_jobs()
    letters = OutgoingMail.objects.filter(key__startswith="notice:")
    assert {letter.to for letter in letters} == {world.bob.email, world.ada.email}
    assert len({(letter.subject, letter.text) for letter in letters}) == 1


def test_an_anonymous_asker_is_told_and_no_row_keeps_it(world: World, room: Room) -> None:
    pk = ask(world, room, "Which model?", "anonymous")
    django_mail.outbox.clear()
    do(world.mo, "question.decide", question=pk, state="answered_written", answer="Both of them.")
    factories.run_jobs()
    told = [message for message in django_mail.outbox if message.to == [world.bob.email]]
    assert len(told) == 1
    assert "Both of them." in told[0].body
    assert not OutgoingMail.objects.filter(to=world.bob.email).exists()
    assert not Notice.objects.filter(person=world.bob).exists(), "nor does it stand behind his bell"


def test_similar_questions_are_found_by_their_words(world: World, room: Room) -> None:
    pk = ask(world, room, "Do dormant cells in bone marrow wake after surgery?")
    ask(world, room, "What does the trial cost?")
    found = queries.similar(room, "After surgery, will dormant cells in the marrow wake up?")
    assert [item["id"] for item in found] == [pk]
    answer = factories.browser_of(world.ada).get(
        f"/tidelines/room/{room.session.code}/similar", {"text": "dormant cells marrow surgery"}
    )
    assert "Perhaps asked already" in answer.content.decode()


def test_a_waiting_question_is_no_hint_for_others(world: World, room: Room) -> None:
    Room.objects.filter(pk=room.pk).update(questions_wait=True)
    ask(world, room, "Do dormant cells in bone marrow wake after surgery?")
    assert queries.similar(room, "Do dormant cells in bone marrow wake after surgery?") == []


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [("dormant cells wake", "when do dormant cells wake", True), ("cells", "cells", False), ("", "cells wake", False)],
)
def test_likeness_needs_two_words_in_common(one: str, other: str, alike: bool) -> None:
    assert (likeness.share(likeness.words(one), likeness.words(other)) >= likeness.ALIKE) is alike


def test_every_decision_names_states_it_may_come_from() -> None:
    later = {"visible", "on_stage", "answered_live", "answered_written", "dismissed", "deferred", "merged"}
    assert set(actions.COMES_FROM) == later


def test_who_takes_back_that_a_question_came_on_stage_finds_the_one_before_there_again(
    world: World, room: Room
) -> None:
    first, second, third = (ask(world, room, text) for text in ("First of all?", "Second thoughts?", "A third one?"))
    for pk in (first, second):
        do(world.mo, "question.decide", question=pk, state="on_stage")
    do(world.mo, "item.undo", kind="question", key=str(second))
    states = dict(Question.objects.values_list("pk", "state"))
    assert (states[first], states[second]) == ("on_stage", "visible")
    do(world.mo, "question.decide", question=second, state="on_stage")
    do(world.olga, "question.decide", question=third, state="on_stage")
    do(world.mo, "item.undo", kind="question", key=str(second))
    states = dict(Question.objects.values_list("pk", "state"))
    assert (states[first], states[second], states[third]) == ("answered_live", "visible", "on_stage")
