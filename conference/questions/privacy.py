"""What questions keep of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from conference.questions import actions
from conference.questions.models import Question, Seal, Vote
from core import privacy

# A sealed question is in nobody's export: a file on a shared computer would break the seal.
FIELDS = ("room__session__title", "text", "state", "asked_at", "answer")


def _export(person_id: int) -> Iterable[Mapping[str, Any]]:
    found: Iterable[dict[str, Any]] = Question.objects.filter(asker__person_id=person_id).values(*FIELDS)
    return found


def _export_votes(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Vote.objects.filter(voter__person_id=person_id).values("question__room__session__title", "question__text")


privacy.table(Question, retention="2 years after the congress", export=_export, erase=actions.erase_asker)
privacy.table(Seal, retention="30 days after the congress", why_not="ciphertext; erased with its question's author")
privacy.table(Vote, retention="30 days after the congress", export=_export_votes, erase=lambda person_id: None)
