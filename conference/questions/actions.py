"""The only writers of questions, votes and seals."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from conference.questions import events, queries
from conference.questions.models import Question, Seal, Vote
from conference.rooms.models import Room
from core import clock, sealing
from core.actor import Actor
from core.errors import Conflict
from realtime import log
from realtime.log import News

State = Question.State
# Which states a decision may come from (live-rooms.md, the life of a question)
COMES_FROM: dict[str, set[str]] = {
    State.VISIBLE: {State.PENDING, State.ON_STAGE, State.ANSWERED_LIVE, State.ANSWERED_WRITTEN, State.DISMISSED},
    State.ON_STAGE: {State.PENDING, State.VISIBLE},
    State.ANSWERED_LIVE: {State.VISIBLE, State.ON_STAGE},
    State.ANSWERED_WRITTEN: {State.PENDING, State.VISIBLE, State.ON_STAGE, State.ANSWERED_LIVE},
    State.DISMISSED: {State.PENDING, State.VISIBLE},
}
TOLD_AS = {
    State.VISIBLE: events.CHANGED,
    State.ON_STAGE: events.STAGED,
    State.ANSWERED_LIVE: events.ANSWERED,
    State.ANSWERED_WRITTEN: events.ANSWERED,
}


def ask(actor: Actor, room: Room, text: str, *, anonymous: bool) -> Question:
    """Ask by name, or sealed. It waits for a moderator where the room says so."""
    question = Question.objects.create(
        room=room,
        text=text,
        state=State.PENDING if room.questions_wait else State.VISIBLE,
        asker_id=None if anonymous else actor.membership_id,
        sealed=anonymous,
        asked_at=clock.now(),
    )
    if anonymous:
        _seal(question, actor.person_id or 0)
    question = queries.question(question.pk)
    waits = question.state == State.PENDING
    _tell(question, room.desk if waits else room.stream, events.PENDED if waits else events.PUBLISHED)
    return question


def _seal(question: Question, person_id: int) -> None:
    Seal.objects.create(
        question=question,
        ciphertext=sealing.seal(person_id, question.pk, settings.SEAL_KEY),
        mark=sealing.mark(person_id, question.pk, settings.SEAL_KEY),
    )


def edit(actor: Actor, question: Question, text: str) -> None:
    """Change a question that still waits."""
    question = _locked(question)
    _must_be(question, {State.PENDING})
    question.text = text
    question.save(update_fields=["text"])
    _tell(question, question.room.desk, events.PENDED, rewrites=True)


def withdraw(actor: Actor, question: Question) -> None:
    """Take one's question back: it leaves every screen and its words leave the log."""
    question = _locked(question)
    _must_be(question, {State.PENDING, State.VISIBLE})
    was = question.state
    question.text, question.state = "", State.WITHDRAWN
    question.save(update_fields=["text", "state"])
    _take_away(question, was)


def set_vote(actor: Actor, question: Question, on: bool) -> int:
    """Vote or take the vote back; how many votes it has then. Setting twice is setting once."""
    question = _locked(question)
    _must_be(question, set(queries.PUBLIC))
    if on:
        Vote.objects.get_or_create(question=question, voter_id=actor.membership_id)
    else:
        Vote.objects.filter(question=question, voter_id=actor.membership_id).delete()
    votes = queries.count_votes(question)
    news = events.QuestionVotes(id=question.pk, room=question.room_id, votes=votes)
    log.append(News(question.room.stream, events.VOTED, news))
    return votes


def decide(actor: Actor, question: Question, state: str, *, answer: str = "", reason: str = "") -> Question:
    """A moderator's word on a question. Raises Conflict when somebody else has decided meanwhile."""
    question = _locked(question)
    _must_be(question, COMES_FROM[state])
    was = question.state
    question.state, question.reason = state, reason
    if answer:
        question.answer, question.answered_by_id = answer, actor.membership_id
    question.save(update_fields=["state", "reason", "answer", "answered_by"])
    if state == State.DISMISSED:
        _take_away(question, was)
        return question
    if state == State.ON_STAGE:
        _clear_stage(question)
    if was in {State.PENDING, State.DISMISSED}:
        _settle(question)
    fresh = queries.question(question.pk)
    _tell(fresh, fresh.room.stream, events.PUBLISHED if was == State.PENDING else TOLD_AS[State(state)])
    return fresh


def _clear_stage(question: Question) -> None:
    """One question at a time is on stage."""
    others = Question.objects.select_for_update().filter(room=question.room, state=State.ON_STAGE)
    for pk in others.exclude(pk=question.pk).values_list("pk", flat=True):
        Question.objects.filter(pk=pk).update(state=State.ANSWERED_LIVE)
        other = queries.question(pk)
        _tell(other, other.room.stream, events.ANSWERED)


def _take_away(question: Question, was: str) -> None:
    if was == State.PENDING:
        _settle(question)
        return
    gone = events.QuestionGone(id=question.pk, room=question.room_id)
    log.append(News(question.room.stream, events.WITHDRAWN, gone, _subject(question), rewrites=True))


def _settle(question: Question) -> None:
    gone = events.QuestionGone(id=question.pk, room=question.room_id)
    log.append(News(question.room.desk, events.SETTLED, gone, _subject(question), rewrites=True))


def erase_asker(person_id: int) -> None:
    """Take the words of a person away: her questions by name, her answers, and what she sealed."""
    for question in _asked_by(person_id):
        was = question.state
        Question.objects.filter(pk=question.pk).update(text="", state=State.WITHDRAWN, asker=None)
        Seal.objects.filter(question=question).delete()
        if was != State.WITHDRAWN:
            _take_away(question, was)
    for pk in Question.objects.filter(answered_by__person_id=person_id).values_list("pk", flat=True):
        Question.objects.filter(pk=pk).update(answer="", answered_by=None)
        answered = queries.question(pk)
        _tell(answered, answered.room.stream, events.CHANGED, rewrites=True)
    Vote.objects.filter(voter__person_id=person_id).delete()


def _asked_by(person_id: int) -> list[Question]:
    named = list(Question.objects.filter(asker__person_id=person_id).select_related("room"))
    sealed = Question.objects.filter(sealed=True, seal__isnull=False).select_related("room", "seal")
    return named + [q for q in sealed.iterator() if q.seal.mark == sealing.mark(person_id, q.pk, settings.SEAL_KEY)]


def _locked(question: Question) -> Question:
    Question.objects.select_for_update().get(pk=question.pk)
    return queries.question(question.pk)


def _must_be(question: Question, states: set[str]) -> None:
    if question.state not in states:
        raise Conflict("question.moved_on", _("This question has moved on meanwhile. Please look again."))


def _tell(question: Question, stream: str, type_: str, rewrites: bool = False) -> None:
    data = events.data(question, queries.count_votes(question))
    log.append(News(stream, type_, data, _subject(question), rewrites))


def _subject(question: Question) -> str:
    return f"question:{question.pk}"
