"""What one may do with the score board of a room."""

from __future__ import annotations

from conference.polls import rules
from conference.polls.commands import RUN
from conference.polls.models import ScoreBoard
from conference.polls.scores import actions, queries
from conference.rooms import queries as rooms
from conference.rooms.models import Room
from core import actor as actors
from core import permissions
from core.actor import Actor
from core.commands import Limit, Result, command
from core.payload import Flag, Id, Payload

# Not a way of writing: whoever may not write any more can still take her name away
PLAY = permissions.declare("poll.play", "Stand on the score board of quizzes", roles=["attendee"])


class Board(Payload):
    room: Id
    on: Flag


class Play(Payload):
    room: Id
    # An unticked box is not sent
    on: Flag = False


def _room(data: Board) -> Room:
    return rooms.room(data.room)


def _board(data: Play) -> ScoreBoard:
    return queries.board_of(data.room)


@command(
    "poll.board", schema=Board, subject=_room, permission=RUN, rule=rules.may_run, limit=Limit(60, 60), audited=True
)  # fmt: skip
def board(actor: Actor, room: Room, data: Board) -> Result:
    """Give the quizzes of a room a score board, or take it and everybody's place on it away."""
    actions.switch(room, data.on)
    return {"on": data.on}


@command("poll.play", schema=Play, subject=_board, permission=PLAY, rule=rules.may_play, limit=Limit(30, 60))
def play(actor: Actor, board: ScoreBoard, data: Play) -> Result:
    """Stand on the score board with one's name and the number of quizzes one got right, or vanish from it."""
    if data.on:
        rules.is_on(board.room)
        actors.must_not_be_held(actor, board.room.stream)
    actions.play(actor, board, data.on)
    return {"on": data.on}
