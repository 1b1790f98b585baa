"""May she? About the authors of anonymous questions."""

from __future__ import annotations

from dataclasses import dataclass

from conference.questions.models import Question
from conference.questions.seals.models import Opening
from conference.rooms import rules as rooms
from core.actor import Actor
from core.errors import Forbidden, NotFound


@dataclass(frozen=True, slots=True)
class About:
    """Whoever asked a question, and where somebody decides about her: in its room, or with "" everywhere."""

    question: Question
    scope: str

    @property
    def recorded_as(self) -> Question:
        return self.question

    @property
    def conference_id(self) -> int:
        return self.question.conference_id


def may_hold(actor: Actor, about: About) -> bool:
    """Of sealed questions only: of the others everybody sees who asked. Nothing here depends on who it was."""
    if not rooms.may_moderate(actor, about.question.room):
        return False
    if not about.question.sealed:
        raise NotFound
    return True


def may_ask(actor: Actor, question: Question) -> bool:
    if not rooms.may_enter(actor, question.room) or not question.sealed:
        raise NotFound
    return True


def may_decide(actor: Actor, opening: Opening) -> bool:
    """A second person, not the first one again."""
    if not rooms.may_enter(actor, opening.question.room):
        raise NotFound
    if opening.asked_by_id == actor.person_id:
        raise Forbidden("sanction.needs_another", "Somebody else has to confirm what you decided.")
    return True
