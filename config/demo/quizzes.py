"""A quiz of the demo that was played for points: three chose to stand on its score board, others voted and did not."""

from __future__ import annotations

from accounts.models import Membership
from conference.polls import actions as polls
from conference.polls.ballots import Raw
from conference.polls.models import Poll
from conference.polls.scores import actions as scores
from conference.polls.scores import queries
from conference.rooms.models import Room
from core.actor import Actor
from core.unit import unit_of_work

# (question, answers, which is right from 1, what each of the people answers from 0)
QUIZZES = (
    ("How many states did the talk tell apart?", ("Two", "Three", "Four"), 2, (1, 1, 0, 1, 2)),
    ("At which minute did the talk show two signs?", ("Five", "Twelve", "Twenty"), 2, (1, 0, 1, 1, 1)),
)
PLAYERS = 3


def play(room: Room, people: list[Membership]) -> None:
    with unit_of_work():
        scores.switch(room, True)
        for member in people[:PLAYERS]:
            scores.play(_actor(member), queries.board_of(room.pk), True)
    for text, options, right, answers in QUIZZES:
        with unit_of_work():
            quiz = polls.prepare(room, polls.Wording("quiz", text, options, 1, 1, right, Poll.Reveal.CLOSE, False))
            polls.move(quiz, Poll.State.OPEN)
            for member, choice in zip(people, answers, strict=False):
                polls.vote(_actor(member), quiz, Raw(choices=[choice]))
            polls.move(quiz, Poll.State.CLOSED)


def _actor(member: Membership) -> Actor:
    return Actor(person_id=member.person_id, conference_id=member.conference_id, membership_id=member.pk)
