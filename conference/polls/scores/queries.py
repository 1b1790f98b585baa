"""Readers of score boards: who chose to stand on one, and how many quizzes she got right."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from accounts.models import Membership
from conference.polls import queries as polls
from conference.polls.models import Ballot, Player, Poll, ScoreBoard
from conference.polls.scores import events
from conference.rooms.models import Room
from core.actor import Actor
from core.errors import NotFound
from messaging.events import author

PATIENTS = "patients"  # a room where nobody is compared with others
MOST_ROWS = 30


def board(room: Room) -> ScoreBoard | None:
    """The board of a room, if its moderators switched one on. One query."""
    found = ScoreBoard.objects.filter(room=room).first()
    if found is not None:
        found.room = room
    return found


def board_of(room_id: int) -> ScoreBoard:
    """The same for whoever wants to play; NotFound where there is none."""
    found = ScoreBoard.objects.select_related("room__session", "room__conference").filter(room=room_id).first()
    if found is None:
        raise NotFound
    return found


def plays(actor: Actor, found: ScoreBoard | None) -> bool:
    return found is not None and Player.objects.filter(board=found, membership=actor.membership_id or 0).exists()


def quizzes(room: Room) -> list[Poll]:
    """Those that count: closed, and their right answer told. One that was put away counts no more."""
    return list(Poll.objects.filter(room=room, kind=Poll.Kind.QUIZ, state=Poll.State.CLOSED, shown=True))


def points(of: Sequence[Player], counted: Sequence[Poll]) -> dict[int, int]:
    """How many of these quizzes each player got right, by her pk. One query for each quiz.

    Only the ballots of those who chose to play are asked for, by their marks.
    """
    found = dict.fromkeys((player.pk for player in of), 0)
    for quiz in counted:
        marks = {polls.mark_of(player.membership.person_id, quiz.pk): player.pk for player in of}
        cast = Ballot.objects.filter(poll=quiz, mark__in=marks).values_list("mark", "value")
        for mark, value in cast:
            found[marks[mark]] += value == [quiz.right]
    return found


def players(found: ScoreBoard) -> QuerySet[Player]:
    """Who stands on a board: those who did not leave the congress, the best first and then by name."""
    there = Player.objects.filter(board=found, membership__state=Membership.State.ACTIVE)
    return there.select_related("membership__person").order_by("-points", "membership__person__display_name", "pk")


def shown(room: Room, found: ScoreBoard | None) -> events.ScoresData:
    """The board as everybody in the room sees it. Two queries where there is one."""
    if found is None:
        return events.ScoresData(room=room.pk, on=False)
    everybody = list(players(found))
    rows: list[events.ScoreRow] = []
    for at, player in enumerate(everybody[:MOST_ROWS], 1):
        place = rows[-1].place if rows and rows[-1].points == player.points else at
        rows.append(events.ScoreRow(place=place, player=author(player.membership, room.scope), points=player.points))
    more = len(everybody) - len(rows)
    return events.ScoresData(room=room.pk, on=True, quizzes=len(quizzes(room)), rows=rows, more=more)


def at_desk(room: Room, found: ScoreBoard | None) -> events.BoardData:
    return events.BoardData(room=room.pk, on=found is not None, patients=room.preset == PATIENTS)
