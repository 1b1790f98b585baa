"""What polls keep of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from conference.polls.forgetting import actions
from conference.polls.models import Ballot, Player, Poll, ScoreBoard
from conference.polls.scores import actions as scores
from core import privacy


def _export(person_id: int) -> Iterable[Mapping[str, Any]]:
    """Ballots cast by name. An anonymous one is in nobody's export: a file on a shared computer would tell."""
    return Ballot.objects.filter(voter__person_id=person_id).values("poll__text", "value")


privacy.table(Poll, retention="2 years after the congress", why_not="words of the organizers and results, no person")
privacy.table(Ballot, retention="30 days after the congress", export=_export, erase=actions.erase_voter)


def _export_scores(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Player.objects.filter(membership__person_id=person_id).values("board__room__session__title", "points")


privacy.table(ScoreBoard, retention="30 days after the congress", why_not="a switch of a room, no person")
privacy.table(Player, retention="30 days after the congress", export=_export_scores, erase=scores.erase)
