"""May she? About questions. What one may not see is not there."""

from __future__ import annotations

from django.urls import reverse

from conference.questions import queries
from conference.questions.models import Question
from conference.rooms import features
from conference.rooms import rules as rooms
from conference.rooms.models import Room
from conference.rooms.speaking import rules as speaking
from core.actor import Actor
from core.errors import NotFound
from core.text import as_id
from moderation.reports.targets import Found

PUBLIC = {
    Question.State.VISIBLE,
    Question.State.ON_STAGE,
    Question.State.ANSWERED_LIVE,
    Question.State.ANSWERED_WRITTEN,
    Question.State.DEFERRED,
}


def is_on(room: Room) -> bool:
    """Raises Forbidden where questions are switched off."""
    return features.must_be_on(room, "questions")


def may_ask(actor: Actor, room: Room) -> bool:
    return rooms.may_write(actor, room) and is_on(room)


def may_vote(actor: Actor, question: Question) -> bool:
    """For what everybody sees, and not for one's own."""
    if question.state not in PUBLIC or not rooms.may_enter(actor, question.room):
        raise NotFound
    return is_on(question.room) and not queries.is_mine(actor, question)


def may_withdraw(actor: Actor, question: Question) -> bool:
    if not queries.is_mine(actor, question):
        raise NotFound
    return question.state in {Question.State.PENDING, Question.State.VISIBLE, Question.State.DEFERRED}


def may_edit(actor: Actor, question: Question) -> bool:
    if not queries.is_mine(actor, question) or not rooms.may_enter(actor, question.room):
        raise NotFound
    return is_on(question.room) and question.state == Question.State.PENDING


def is_there(actor: Actor, question: Question) -> bool:
    """Whether somebody may know of a question: of one that waits or was dismissed, its asker and who moderates."""
    if not rooms.may_enter(actor, question.room):
        return False
    own = question.state in PUBLIC or queries.is_mine(actor, question)
    return own or rooms.may_moderate(actor, question.room)


def may_claim(actor: Actor, key: str) -> bool:
    return may_decide(actor, queries.question(as_id(key)))


def may_decide(actor: Actor, question: Question) -> bool:
    return rooms.may_moderate(actor, question.room) and is_on(question.room)


def may_answer(actor: Actor, question: Question) -> bool:
    """Speakers of the session write answers, and who decides about its questions. What waits is not theirs yet."""
    if question.state not in PUBLIC or not speaking.may_go_backstage(actor, question.room):
        raise NotFound
    return is_on(question.room)


def reported(actor: Actor, key: str) -> Found:
    """What a report about a question keeps. A sealed one names nobody, here as everywhere."""
    question = queries.question(as_id(key))
    if question.state not in PUBLIC or not rooms.may_enter(actor, question.room):
        raise NotFound
    url = reverse("room_desk", args=[question.room.conference.slug, question.room.session.code])
    return Found(question.conference_id, question.asker_id, question.text, question.room.session.title, url)


def where(key: str) -> int | None:
    return Question.objects.filter(pk=as_id(key)).values_list("room__conference_id", flat=True).first()
