"""The only writers of score boards."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import Membership
from conference.polls.models import Player, ScoreBoard
from conference.polls.scores import events, queries
from conference.rooms.models import Room
from core.actor import Actor
from core.errors import Conflict, NotFound
from core.unit import unit_of_work
from realtime import log
from realtime.log import News

KEPT = timedelta(days=30)  # after the last day of the congress


def switch(room: Room, on: bool) -> None:
    """Let the quizzes of a room be played for points, or no more: then nobody stands there who did not choose anew."""
    room = Room.objects.select_for_update(of=("self",)).select_related("session", "conference").get(pk=room.pk)
    if on and room.preset == queries.PATIENTS:
        raise Conflict("poll.no_board", _("In a patients' session nobody is compared with others."))
    if on:
        ScoreBoard.objects.get_or_create(room=room)
    else:
        ScoreBoard.objects.filter(room=room).delete()
    _tell(room, hides=not on)
    _tell_desk(room)


def play(actor: Actor, board: ScoreBoard, on: bool) -> None:
    """Stand on the board with one's name and points, or vanish from it: then every earlier event forgets her too."""
    board = _locked(board)
    member = actor.membership_id or 0
    if on:
        mine = Player.objects.select_related("membership")
        player, _fresh = mine.get_or_create(board=board, membership_id=member)
        _score(board, [player])
    else:
        Player.objects.filter(board=board, membership=member).delete()
    _tell(board.room, hides=not on)


def take_off(membership: Membership, scope: str) -> None:
    """Who goes, or is kept out, stands on no board of that room or congress; who comes back chooses anew."""
    hers = ScoreBoard.objects.select_for_update(of=("self",)).filter(players__membership=membership)
    for board in hers.select_related("room__session", "room__conference").order_by("pk"):
        if scope in ("", board.scope):
            Player.objects.filter(board=board, membership=membership).delete()
            _tell(board.room, hides=True)


def count_anew(room: Room) -> None:
    """A quiz closed, was opened again or put away, or its answer was hidden: one event tells the whole board."""
    board = queries.board(room)
    if board is None:
        return
    try:
        board = _locked(board)
    except NotFound:  # switched off at this moment
        return
    _score(board, list(queries.players(board)))
    _tell(room, hides=True)


def follow_preset(room: Room) -> None:
    """A patients' session has no board; the desk learns whether it may have one."""
    if room.preset == queries.PATIENTS and queries.board(room) is not None:
        switch(room, False)
    else:
        _tell_desk(room)


def erase(person_id: int) -> None:
    """Take a person off every board, and her name out of what was told."""
    mine = Player.objects.filter(membership__person_id=person_id)
    boards = list(ScoreBoard.objects.filter(players__in=mine).select_related("room__session", "room__conference"))
    mine.delete()
    for board in boards:
        _tell(board.room, hides=True)


def forget(now: datetime) -> int:
    """Drop the boards of congresses that ended thirty days ago; how many."""
    over = ScoreBoard.objects.filter(room__conference__ends_on__lt=(now - KEPT).date())
    rooms = [board.room for board in over.select_related("room__session", "room__conference")]
    for room in rooms:
        with unit_of_work():
            switch(room, False)
    return len(rooms)


def _score(board: ScoreBoard, players: list[Player]) -> None:
    points = queries.points(players, queries.quizzes(board.room))
    for player in players:
        player.points = points[player.pk]
    Player.objects.bulk_update(players, ["points"])


def _locked(board: ScoreBoard) -> ScoreBoard:
    """One change of a board after the other: a quiz that closes and somebody who joins would miss each other."""
    ScoreBoard.objects.select_for_update().filter(pk=board.pk).first()
    return queries.board_of(board.room_id)


def _tell(room: Room, hides: bool) -> None:
    data = queries.shown(room, queries.board(room))
    log.append(News(room.stream, events.SCORED, data, f"scores:{room.pk}", rewrites=hides))


def _tell_desk(room: Room) -> None:
    data = queries.at_desk(room, queries.board(room))
    log.append(News(room.desk, events.SWITCHED, data, f"scores:{room.pk}"))
