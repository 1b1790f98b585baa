"""What questions keep of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from conference.questions import actions
from conference.questions.models import Question, Seal, Vote
from conference.rooms import rules as rooms
from core import privacy


def _export(person_id: int) -> Iterable[Mapping[str, Any]]:
    """A sealed question is in nobody's export: a file on a shared computer would break the seal."""
    asked = Question.objects.filter(asker__person_id=person_id).select_related("room__session").order_by("pk")
    for one in asked:
        answer = one.answer if rooms.readers(one.room, {person_id}) else ""
        about = {"text": one.text, "state": one.state, "asked_at": one.asked_at, "answer": answer}
        yield {"room__session__title": one.room.session.title, **about}


def _export_votes(person_id: int) -> Iterable[Mapping[str, Any]]:
    """What she voted for; not what stands in a room that is not for her any more: those are another's words."""
    votes = Vote.objects.filter(voter__person_id=person_id).select_related("question__room__session").order_by("pk")
    for vote in votes:
        room = vote.question.room
        text = vote.question.text if rooms.readers(room, {person_id}) else ""
        yield {"question__room__session__title": room.session.title, "question__text": text}


privacy.table(Question, retention="2 years after the congress", export=_export, erase=actions.erase_asker)
privacy.table(Seal, retention="30 days after the congress", why_not="ciphertext; erased with its question's author")
privacy.table(Vote, retention="30 days after the congress", export=_export_votes, erase=lambda person_id: None)
