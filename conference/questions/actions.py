"""The only writers of questions, votes and seals."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from conference.questions import events, queries
from conference.questions.models import Question, Seal, Vote
from conference.rooms import sittings
from conference.rooms.models import Room
from core import clock, ended, sealing
from core.actor import Actor
from core.errors import Conflict
from moderation import actions as moderation
from realtime import log
from realtime.log import News

State = Question.State


def ask(actor: Actor, room: Room, text: str, *, anonymous: bool) -> Question:
    """Ask by name, or sealed. It waits for a moderator where the room says so."""
    moment = sittings.moment(room.session, clock.now())
    question = Question.objects.create(
        room=room,
        sitting_id=moment.sitting,
        time_mark=moment.time_mark,
        text=text,
        state=State.PENDING if room.questions_wait else State.VISIBLE,
        asker_id=None if anonymous else actor.membership_id,
        sealed=anonymous,
        asked_at=clock.now(),
    )
    if anonymous:
        _seal(question, actor.person_id or 0)
    question = queries.question(question.pk)
    if question.state == State.PENDING:
        log.append(News(room.desk, events.PENDED, events.waiting(question), subject_of(question)))
    else:
        tell(question, room.stream, events.PUBLISHED)
    return question


def _seal(question: Question, person_id: int) -> None:
    Seal.objects.create(
        question=question,
        ciphertext=sealing.seal(person_id, question.pk, settings.SEAL_KEY),
        mark=sealing.mark(person_id, question.pk, settings.SEAL_KEY),
    )


def edit(actor: Actor, question: Question, text: str) -> None:
    """Change a question that still waits."""
    question = locked(question)
    must_be(question, {State.PENDING})
    question.text = text
    question.save(update_fields=["text"])
    log.append(News(question.room.desk, events.PENDED, events.waiting(question), subject_of(question), rewrites=True))


def withdraw(actor: Actor, question: Question) -> None:
    """Take one's question back: it leaves every screen and its words leave the log."""
    question = locked(question)
    must_be(question, {State.PENDING, State.VISIBLE, State.DEFERRED})
    was = question.state
    question.text, question.state, question.pinned = "", State.WITHDRAWN, False
    question.save(update_fields=["text", "state", "pinned"])
    take_away(question, was)


def take_away(question: Question, was: str) -> None:
    if was == State.PENDING:
        settle(question)
        return
    gone = events.QuestionGone(id=question.pk, room=question.room_id)
    log.append(News(question.room.stream, events.WITHDRAWN, gone, subject_of(question), rewrites=True))


def settle(question: Question) -> None:
    gone = events.QuestionGone(id=question.pk, room=question.room_id)
    log.append(News(question.room.desk, events.SETTLED, gone, subject_of(question), rewrites=True))


def erase_asker(person_id: int) -> None:
    """Take the words of a person away: her questions by name, her answers, and what she sealed."""
    for question in _asked_by(person_id):
        was = question.state
        Question.objects.filter(pk=question.pk).update(text="", state=State.WITHDRAWN, asker=None, pinned=False)
        Seal.objects.filter(question=question).delete()
        moderation.forget_unseen(subject_of(question))
        if was != State.WITHDRAWN:
            take_away(question, was)
    for pk in Question.objects.filter(answered_by__person_id=person_id).values_list("pk", flat=True):
        Question.objects.filter(pk=pk).update(answer="", answered_by=None)
        answered = queries.question(pk)
        tell(answered, answered.room.stream, events.CHANGED, rewrites=True)
    Vote.objects.filter(voter__person_id=person_id).delete()


def _asked_by(person_id: int) -> list[Question]:
    named = list(Question.objects.filter(asker__person_id=person_id).select_related("room"))
    sealed = Question.objects.filter(sealed=True, seal__isnull=False).select_related("room", "seal")
    return named + [q for q in sealed.iterator() if q.seal.mark == sealing.mark(person_id, q.pk, settings.SEAL_KEY)]


def forget(conferences: Sequence[int]) -> int:
    """Drop some of the questions of these conferences; how many. What was told of them is long gone from the log."""
    some = Question.objects.filter(room__conference__in=conferences).values_list("pk", flat=True)[: ended.AT_ONCE]
    return Question.objects.filter(pk__in=list(some)).delete()[1].get("questions.Question", 0)


def locked(question: Question) -> Question:
    Question.objects.select_for_update().get(pk=question.pk)
    return queries.question(question.pk)


def must_be(question: Question, states: set[str]) -> None:
    if question.state not in states:
        raise Conflict("question.moved_on", _("This question has moved on meanwhile. Please look again."))


def tell(question: Question, stream: str, type_: str, rewrites: bool = False) -> None:
    data = events.data(question, queries.count_votes(question))
    log.append(News(stream, type_, data, subject_of(question), rewrites))


def subject_of(question: Question) -> str:
    return f"question:{question.pk}"
