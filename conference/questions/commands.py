"""What one may do with questions."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import BeforeValidator

from conference.questions import actions, queries, rules
from conference.questions.deciding import actions as deciding
from conference.questions.deciding.actions import Decision
from conference.questions.models import Question
from conference.questions.voting import actions as voting
from conference.rooms import queries as rooms
from conference.rooms.models import Room
from core import clock, permissions
from core.actor import Actor
from core.commands import Limit, Result, command
from core.errors import Invalid
from core.payload import Flag, Id, Line, Payload, Text
from moderation import caring
from moderation.caring import Spot

ASK = permissions.declare("question.ask", "Ask the speakers", roles=["attendee", "guest"], writing=True)
VOTE = permissions.declare("question.vote", "Vote for questions", roles=["attendee", "guest"], writing=True)

MOST_LABELS, LONGEST_LABEL = 4, 30


class Ask(Payload):
    room: Id
    text: Annotated[str, Text(600)]
    # No default: whoever asks has chosen how to appear
    how: Literal["named", "anonymous"]


class OneQuestion(Payload):
    question: Id


class EditQuestion(OneQuestion):
    text: Annotated[str, Text(600)]


class VoteFor(OneQuestion):
    on: Flag


class Decide(OneQuestion):
    state: Literal["visible", "on_stage", "answered_live", "answered_written", "deferred", "dismissed"]
    answer: Annotated[str, Text(2000, 0)] = ""
    reason: Annotated[str, Line(300)] = ""
    # For a deferred one: who answers, and by which day
    to: Annotated[str, Line(120)] = ""
    until: Annotated[date | None, BeforeValidator(lambda value: value or None)] = None


class Answer(OneQuestion):
    answer: Annotated[str, Text(2000)]


class Merge(OneQuestion):
    into: Id


class SetLabels(OneQuestion):
    labels: Annotated[str, Line(120)]


class OnOff(OneQuestion):
    on: Flag


def _room(data: Ask) -> Room:
    return rooms.room(data.room)


def _question(data: OneQuestion) -> Question:
    return queries.question(data.question)


@command(
    "question.ask", schema=Ask, subject=_room, permission=ASK, rule=rules.may_ask, limit=Limit(5, 60),
    sealed=lambda data: data.how == "anonymous", form="conference/_ask_form.html",
)  # fmt: skip
def ask(actor: Actor, room: Room, data: Ask) -> Result:
    """Ask the speakers, by name or anonymously; an anonymous question is sealed, nobody here sees who asked."""
    question = actions.ask(actor, room, data.text, anonymous=data.how == "anonymous")
    return {"question": question.pk, "state": question.state, **_care(room, question, data.text)}


def _care(room: Room, question: Question, text: str) -> Result:
    return caring.offer(room.conference, text, Spot("question", str(question.pk), room.stream, room.desk))


@command(
    "question.edit", schema=EditQuestion, subject=_question, permission=ASK, rule=rules.may_edit,
    limit=Limit(20, 60), sealed=lambda data: True, form="conference/_edit_question_form.html",
)  # fmt: skip
def edit(actor: Actor, question: Question, data: EditQuestion) -> Result:
    """Change one's own question while it waits."""
    actions.edit(actor, question, data.text)
    return {"question": question.pk, **_care(question.room, question, data.text)}


@command(
    "question.withdraw", schema=OneQuestion, subject=_question, permission=ASK, rule=rules.may_withdraw,
    limit=Limit(20, 60), sealed=lambda data: True,
)  # fmt: skip
def withdraw(actor: Actor, question: Question, data: OneQuestion) -> Result:
    """Take one's own question back."""
    actions.withdraw(actor, question)
    return {"question": question.pk}


@command(
    "question.vote", schema=VoteFor, subject=_question, permission=VOTE, rule=rules.may_vote, limit=Limit(60, 60)
)  # fmt: skip
def vote(actor: Actor, question: Question, data: VoteFor) -> Result:
    """Vote for a question, or take the vote back; never a toggle."""
    return {"question": question.pk, "on": data.on, "votes": voting.set_vote(actor, question, data.on)}


@command(
    "question.decide", schema=Decide, subject=_question, permission="moderate", rule=rules.may_decide,
    limit=Limit(120, 60), audited=True, form="conference/_decide_form.html",
)  # fmt: skip
def decide(actor: Actor, question: Question, data: Decide) -> Result:
    """Let a question in, bring it on stage, mark or write its answer, put it off, or dismiss it with a reason."""
    if data.state == "answered_written" and not data.answer:
        raise Invalid("question.no_answer", "Write the answer first.", field="answer")
    if data.state == "dismissed" and not data.reason:
        raise Invalid("question.no_reason", "Say why: the asker is told.", field="reason")
    ends = None
    if data.until is not None:
        zone = clock.zone(question.room.conference.zone)
        ends = datetime.combine(data.until, time.max, zone)
        if ends < clock.now():
            raise Invalid("question.too_late", _("Choose a day that is still to come."), field="until")
    decided = deciding.decide(actor, question, Decision(data.state, data.answer, data.reason, data.to, ends))
    return {"question": decided.pk, "state": decided.state}


@command(
    "question.answer", schema=Answer, subject=_question, permission="joined", rule=rules.may_answer,
    limit=Limit(60, 60), form="conference/_answer_form.html",
)  # fmt: skip
def answer(actor: Actor, question: Question, data: Answer) -> Result:
    """A speaker's answer in writing, beside the recording at the second of the question; the asker is told."""
    decided = deciding.decide(actor, question, Decision("answered_written", data.answer))
    return {"question": decided.pk, "state": decided.state}


@command(
    "question.merge", schema=Merge, subject=_question, permission="moderate", rule=rules.may_decide,
    limit=Limit(120, 60), audited=True,
)  # fmt: skip
def merge(actor: Actor, question: Question, data: Merge) -> Result:
    """Join a question with another one that asks the same; each voter counts once."""
    deciding.merge(actor, question, queries.question(data.into))
    return {"question": data.into}


@command(
    "question.label", schema=SetLabels, subject=_question, permission="moderate", rule=rules.may_decide,
    limit=Limit(120, 60), audited=True,
)  # fmt: skip
def label(actor: Actor, question: Question, data: SetLabels) -> Result:
    """Say in up to four words, with commas between, what a question is about."""
    wanted = [word.strip() for word in data.labels.split(",") if word.strip()]
    if len(wanted) > MOST_LABELS or any(len(word) > LONGEST_LABEL for word in wanted):
        raise Invalid("question.labels", _("At most four labels of thirty letters each."), field="labels")
    labels = list(dict.fromkeys(wanted))
    deciding.set_labels(question, labels)
    return {"question": question.pk, "labels": labels}


@command(
    "question.pin", schema=OnOff, subject=_question, permission="moderate", rule=rules.may_decide,
    limit=Limit(120, 60), audited=True,
)  # fmt: skip
def pin(actor: Actor, question: Question, data: OnOff) -> Result:
    """Keep a question at the top of its room, or let it go down again."""
    deciding.pin(question, data.on)
    return {"question": question.pk, "on": data.on}


@command(
    "question.claim", schema=OnOff, subject=_question, permission="moderate", rule=rules.may_decide,
    limit=Limit(120, 60),
)  # fmt: skip
def claim(actor: Actor, question: Question, data: OnOff) -> Result:
    """Tell the other moderators that one looks at a waiting question, for two minutes."""
    deciding.claim(actor, question, data.on)
    return {"question": question.pk, "on": data.on}
