"""What one may do about the author of an anonymous question."""

from __future__ import annotations

from typing import Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import Field

from conference.questions import queries as questions
from conference.questions.models import Question
from conference.questions.seals import actions, queries, rules
from conference.questions.seals.models import Opening
from conference.questions.seals.rules import About
from core.actor import Actor
from core.commands import Limit, Result, command
from core.errors import Invalid
from core.payload import Flag, Id, Line, Payload
from moderation.identities.commands import OPEN

YEAR, A_DAY = 60 * 24 * 366, 60 * 24  # minutes


class HoldAuthor(Payload):
    question: Id
    kind: Literal["warn", "mute", "remove", "timeout", "ban"] = "mute"
    where: Literal["room", "congress"] = "congress"
    minutes: Annotated[int, Field(ge=1, le=YEAR)] = 15
    code: Literal["abuse", "spam", "medical", "privacy", "data", "other"] = "other"
    reason: Annotated[str, Line(300, 3)]
    note: Annotated[str, Line(300)] = ""


class OneQuestion(Payload):
    question: Id


class AskToOpen(OneQuestion):
    reason: Annotated[str, Line(300, 3)]


class DecideOpening(Payload):
    opening: Id
    on: Flag


def _about(data: HoldAuthor) -> About:
    found = questions.question(data.question)
    return About(found, found.scope if data.where == "room" else "")


def _question(data: OneQuestion) -> Question:
    return questions.question(data.question)


def _opening(data: DecideOpening) -> Opening:
    return queries.opening(data.opening)


@command(
    "author.hold", schema=HoldAuthor, subject=_about, permission="moderate", rule=rules.may_hold,
    limit=Limit(30, 3600), audited=True, form="conference/_hold_author_form.html",
)  # fmt: skip
def hold_author(actor: Actor, about: About, data: HoldAuthor) -> Result:
    """Warn whoever asked an anonymous question, pause her writing or keep her out, without learning who it is."""
    room = data.where == "room"
    if (data.kind == "remove") != room and data.kind != "mute":
        raise Invalid(
            "sanction.wrong_place", _("One is taken out of a room; a break is for the congress."), field="where"
        )
    if data.minutes > A_DAY and data.kind != "ban":
        raise Invalid("sanction.too_long", _("Only a ban lasts longer than a day."), field="minutes")
    fields = data.model_dump(exclude={"question", "where"})
    if data.kind == "warn":  # stands on her pages for a day
        fields["minutes"] = A_DAY
    made = actions.hold_author(actor, about, **fields)
    return {"sanction": made.pk, "until": made.until.isoformat(), "waits": made.waits}


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
