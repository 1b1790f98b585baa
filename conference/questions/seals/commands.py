"""What one may do about the author of an anonymous question."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from conference.questions import queries as questions
from conference.questions.models import Question
from conference.questions.seals import actions, queries, rules
from conference.questions.seals.models import Opening
from core import permissions
from core.actor import Actor
from core.commands import Limit, Result, command
from core.payload import Flag, Id, Line, Payload

OPEN = permissions.declare("seal.open", "Open, two together, who asked an anonymous question", roles=[])


class MuteAuthor(Payload):
    question: Id
    minutes: Annotated[int, Field(ge=1, le=24 * 60)]
    reason: Annotated[str, Line(300, 3)]


class OneQuestion(Payload):
    question: Id


class AskToOpen(OneQuestion):
    reason: Annotated[str, Line(300, 3)]


class DecideOpening(Payload):
    opening: Id
    on: Flag


def _question(data: MuteAuthor | OneQuestion) -> Question:
    return questions.question(data.question)


def _opening(data: DecideOpening) -> Opening:
    return queries.opening(data.opening)


@command(
    "author.mute", schema=MuteAuthor, subject=_question, permission="moderate", rule=rules.may_mute,
    limit=Limit(30, 3600), audited=True, form="conference/_mute_author_form.html",
)  # fmt: skip
def mute_author(actor: Actor, question: Question, data: MuteAuthor) -> Result:
    """Pause the writing of whoever asked an anonymous question, for a day at most, without learning who it is."""
    made = actions.mute_author(actor, question, minutes=data.minutes, reason=data.reason)
    return {"until": made.until.isoformat()}


@command(
    "author.unmute", schema=OneQuestion, subject=_question, permission="moderate", rule=rules.may_mute,
    limit=Limit(30, 3600), audited=True,
)  # fmt: skip
def unmute_author(actor: Actor, question: Question, data: OneQuestion) -> Result:
    """Let the author of an anonymous question write again."""
    actions.lift(question)
    return {}


@command(
    "seal.ask", schema=AskToOpen, subject=_question, permission=OPEN, rule=rules.may_ask, limit=Limit(10, 3600),
    audited=True, form="conference/_ask_opening_form.html",
)  # fmt: skip
def ask_to_open(actor: Actor, question: Question, data: AskToOpen) -> Result:
    """Ask a second organizer to open, with a reason, who asked an anonymous question."""
    return {"opening": actions.ask_to_open(actor, question, data.reason).pk}


@command(
    "seal.decide", schema=DecideOpening, subject=_opening, permission=OPEN, rule=rules.may_decide,
    limit=Limit(10, 3600), audited=True,
)  # fmt: skip
def decide_opening(actor: Actor, opening: Opening, data: DecideOpening) -> Result:
    """As the second organizer open a seal, or leave it closed; the author is told when it is opened."""
    if data.on:
        actions.open_seal(actor, opening)
    else:
        actions.refuse(opening)
    return {"opened": data.on}
