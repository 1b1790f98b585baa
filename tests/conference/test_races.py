"""The races of the promises: votes, ballots and a ban, all at the same moment. On PostgreSQL at their full size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction

from accounts import actions
from accounts.models import Membership, User
from conference.polls.models import Ballot
from conference.questions.models import Vote
from conference.rooms.models import Room
from core import clock
from core.errors import Refusal
from messaging.models import Message
from realtime import log
from tests import factories
from tests.conference import stage
from tests.factories import World, do

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 16


@pytest.fixture
def here(transactional_db: None) -> World:
    return factories.make_world()


@pytest.fixture
def room(here: World) -> Room:
    return stage.room(here.congress)


def crowd(world: World, size: int) -> list[User]:
    """Members without anything else; SQLite, which takes one writer at a time, gets a tenth."""
    size = size if connection.vendor == "postgresql" else size // 10
    people = User.objects.bulk_create(User(email=f"crowd.{n}@people.example", is_demo=True) for n in range(size))
    fields: dict[str, Any] = {"conference": world.congress, "appears": "quiet", "joined_at": clock.now()}
    Membership.objects.bulk_create(Membership(person=one, **fields) for one in people)
    for membership in Membership.objects.filter(person__in=people):
        actions.grant(membership, "attendee")
    return people


def all_at_once(acts: Sequence[Callable[[], object]]) -> list[str]:
    """Every act in a pool of threads with connections of their own; the codes of those that were refused."""

    def run(act: Callable[[], object]) -> str:
        try:
            act()
        except Refusal as refusal:
            return refusal.code
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [code for code in pool.map(run, acts) if code]


def test_500_upvotes_by_250_people_are_exactly_250(here: World, room: Room) -> None:
    people = crowd(here, 250)
    question = do(here.bob, "question.ask", room=room.pk, text="Why?", how="named")["question"]
    twice = [person for person in people for _ in range(2)]
    refused = all_at_once([partial(do, who, "question.vote", question=question, on=True) for who in twice])
    assert refused == []
    assert Vote.objects.filter(question=question).count() == len(people)


def test_200_people_who_vote_five_times_each_cast_200_ballots(here: World, room: Room) -> None:
    people = crowd(here, 200)
    poll = do(here.olga, "poll.prepare", room=room.pk, kind="single", text="Which?", options="A\nB", reveal="live")[
        "poll"
    ]
    do(here.olga, "poll.move", poll=poll, state="open")
    acts = [partial(do, who, "poll.vote", poll=poll, choices=[n % 2]) for who in people for n in range(5)]
    assert all_at_once(acts) == []
    assert Ballot.objects.filter(poll=poll).count() == len(people)


def test_what_is_told_at_the_close_counts_every_ballot_that_was_acknowledged(here: World, room: Room) -> None:
    """Nobody is thanked for a ballot that the result does not hold, and nobody votes after the close."""
    people, under_way = crowd(here, 100), Event()
    poll = do(here.olga, "poll.prepare", room=room.pk, kind="single", text="Which?", options="A\nB", reveal="close")[
        "poll"
    ]
    do(here.olga, "poll.move", poll=poll, state="open")

    def cast(number: int) -> None:
        do(people[number], "poll.vote", poll=poll, choices=[number % 2])
        if number >= len(people) // 4:
            under_way.set()

    def close() -> None:
        under_way.wait(10)
        do(here.olga, "poll.move", poll=poll, state="closed")

    refused = all_at_once([close, *(partial(cast, number) for number in range(len(people)))])
    told = [event.data for event in log.read(room.stream, 0) if event.type == "poll.changed"][-1]
    acknowledged = len(people) - len(refused)
    assert set(refused) <= {"poll.moved_on"}
    assert (told["state"], told["tally"]["ballots"]) == ("closed", acknowledged)
    assert Ballot.objects.filter(poll=poll).count() == acknowledged


def test_the_database_itself_keeps_one_vote_and_one_ballot_per_person(here: World, room: Room) -> None:
    """The second wall: commands hold the question's or the poll's row, and would be right without it."""
    question = do(here.bob, "question.ask", room=room.pk, text="Why?", how="named")["question"]
    poll = do(here.olga, "poll.prepare", room=room.pk, kind="single", text="Which?", options="A\nB", reveal="live")[
        "poll"
    ]
    vote = {"question_id": question, "voter": here.member(here.ada)}
    ballot: dict[str, Any] = {"poll_id": poll, "mark": "m", "value": [0]}
    for twice in (partial(Vote.objects.create, **vote), partial(Ballot.objects.create, **ballot)):
        twice()
        with pytest.raises(IntegrityError), transaction.atomic():
            twice()


def test_after_the_acknowledgement_of_a_ban_nothing_more_is_done(here: World, room: Room) -> None:
    thread, under_way = stage.thread(room).pk, Event()
    there: list[int] = []

    def say(number: int) -> None:
        do(here.bob, "message.post", thread=thread, text=f"Number {number}")
        if number == 4:
            under_way.set()

    def ban() -> None:
        under_way.wait(10)
        ref = here.member(here.bob).ref
        do(here.mo, "sanction.impose", ref=ref, conference=here.congress.pk, kind="ban", minutes=60, reason="Enough")
        there.append(Message.objects.filter(thread=thread).count())

    refused = all_at_once([ban, *(partial(say, number) for number in range(50))])
    kept = Message.objects.filter(thread=thread).count()
    assert kept == there[0]
    assert kept + len(refused) == 50
    assert len([event for event in log.read(room.stream, 0) if event.type == "message.posted"]) == kept
