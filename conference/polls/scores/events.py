"""What other screens must learn about score boards: who chose to stand on one and with how many points."""

from __future__ import annotations

from messaging.events import Author
from realtime import registry
from realtime.registry import EventData, Fragment


class ScoreRow(EventData):
    place: int  # the same for the same points
    player: Author
    points: int


class ScoresData(EventData):
    """The whole board, so that the newest event is all one needs. `more` stand on it below its last row."""

    room: int
    on: bool
    quizzes: int = 0
    rows: list[ScoreRow] = []
    more: int = 0


class BoardData(EventData):
    """The switch at the desk; in a patients' session there is none."""

    room: int
    on: bool
    patients: bool


SCORED, SWITCHED = "poll.scored", "poll.board_switched"

registry.event(
    SCORED,
    ScoresData,
    Fragment("", "scores-{room}", "conference/_scores.html", order="room"),
    Fragment("", "screen-scores-{room}", "conference/_screen_scores.html", order="room"),
    text="The score board of a room's quizzes: when one closed, when somebody chose to stand on it or not to.",
)
registry.event(
    SWITCHED,
    BoardData,
    Fragment("", "desk-scores-{room}", "conference/_desk_scores.html", order="room"),
    text="At the desk of a room: whether its quizzes have a score board.",
)
