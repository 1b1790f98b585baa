"""The only writers of questions, votes and seals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from conference.questions import events, letters, queries
from conference.questions.models import Question, Seal, Vote
from conference.rooms import sittings
from conference.rooms.models import Room
from core import clock, sealing
from core.actor import Actor
from core.errors import Conflict
from core.text import as_id
from core.unit import before_commit, unit_of_work
from moderation import actions as moderation
from moderation.duty import actions as duty
from moderation.duty.items import Item
from realtime import log
from realtime.log import News

State = Question.State
BETWEEN_SUMS = timedelta(seconds=1)
# Which states a decision may come from (live-rooms.md, the life of a question)
COMES_FROM: dict[str, set[str]] = {
    State.VISIBLE: {
        State.PENDING, State.ON_STAGE, State.ANSWERED_LIVE, State.ANSWERED_WRITTEN, State.DISMISSED, State.DEFERRED,
        State.MERGED,
    },
    State.ON_STAGE: {State.PENDING, State.VISIBLE, State.DEFERRED},
    State.ANSWERED_LIVE: {State.VISIBLE, State.ON_STAGE, State.DEFERRED},
    State.ANSWERED_WRITTEN: {
        State.PENDING, State.VISIBLE, State.ON_STAGE, State.ANSWERED_LIVE, State.ANSWERED_WRITTEN, State.DEFERRED,
    },
    State.DISMISSED: {State.PENDING, State.VISIBLE, State.DEFERRED},
    State.DEFERRED: {State.PENDING, State.VISIBLE, State.ON_STAGE, State.ANSWERED_LIVE, State.DEFERRED},
    State.MERGED: {State.PENDING, State.VISIBLE, State.DEFERRED},
}  # fmt: skip
CLAIM = timedelta(minutes=2)
# What a decision changes and an undo brings back
DECIDED = ("state", "answer", "reason", "deferred_to", "pinned")
TOLD_AS = {
    State.VISIBLE: events.CHANGED,
    State.ON_STAGE: events.STAGED,
    State.ANSWERED_LIVE: events.ANSWERED,
    State.ANSWERED_WRITTEN: events.ANSWERED,
    State.DEFERRED: events.CHANGED,
}


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
        log.append(News(room.desk, events.PENDED, events.waiting(question), _subject(question)))
    else:
        _tell(question, room.stream, events.PUBLISHED)
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
    log.append(News(question.room.desk, events.PENDED, events.waiting(question), _subject(question), rewrites=True))


def withdraw(actor: Actor, question: Question) -> None:
    """Take one's question back: it leaves every screen and its words leave the log."""
    question = _locked(question)
    _must_be(question, {State.PENDING, State.VISIBLE, State.DEFERRED})
    was = question.state
    question.text, question.state, question.pinned = "", State.WITHDRAWN, False
    question.save(update_fields=["text", "state", "pinned"])
    _take_away(question, was)


def set_vote(actor: Actor, question: Question, on: bool) -> int:
    """Vote or take the vote back; how many votes it has then. Setting twice is setting once."""
    question = _locked(question)
    _must_be(question, set(queries.PUBLIC))
    if on:
        Vote.objects.get_or_create(question=question, voter_id=actor.membership_id)
    else:
        Vote.objects.filter(question=question, voter_id=actor.membership_id).delete()
    if question.told_at is None or question.told_at <= clock.now() - BETWEEN_SUMS:
        return _tell_votes(question)
    Question.objects.filter(pk=question.pk, uncounted=False).update(uncounted=True)
    return queries.count_votes(question)


def tell_votes() -> int:
    """Tell the sums of questions with votes that no screen has heard of; of how many it told."""
    told = 0
    due = Question.objects.filter(uncounted=True, told_at__lte=clock.now() - BETWEEN_SUMS)
    for pk in due.values_list("pk", flat=True):
        with unit_of_work():
            question = _locked(queries.question(pk))
            if question.uncounted and question.state in queries.PUBLIC:
                _tell_votes(question)
                told += 1
            else:
                Question.objects.filter(pk=pk).update(uncounted=False)
    return told


def _tell_votes(question: Question) -> int:
    votes = queries.count_votes(question)
    Question.objects.filter(pk=question.pk).update(uncounted=False, told_at=clock.now())
    news = events.QuestionVotes(id=question.pk, room=question.room_id, votes=votes)
    log.append(News(question.room.stream, events.VOTED, news))
    return votes


@dataclass(frozen=True, slots=True)
class Decision:
    """What a moderator says about a question: its next state and the words that belong to it."""

    state: str
    answer: str = ""
    reason: str = ""
    to: str = ""
    until: datetime | None = None


def decide(actor: Actor, question: Question, decision: Decision) -> Question:
    """A moderator's word on a question. Raises Conflict when somebody else has decided meanwhile, or looks at it."""
    question = _locked(question)
    _must_be(question, COMES_FROM[decision.state])
    _must_be_free(actor, question)
    duty.attend(question.conference_id, question.scope)
    was = question.state
    duty.remember(actor, _item(question), {name: getattr(question, name) for name in DECIDED})
    question.state, question.reason = decision.state, decision.reason
    question.deferred_to, question.deferred_until = decision.to, decision.until
    question.merged_into = question.claimed_by = question.claimed_until = None
    if decision.answer:
        question.answer, question.answered_by_id = decision.answer, actor.membership_id
    question.pinned = question.pinned and decision.state != State.DISMISSED
    if decision.state == State.ON_STAGE:
        question.staged_mark = sittings.moment(question.room.session, clock.now()).time_mark
    question.save()
    before_commit(partial(letters.tell, question.pk, decision.state))
    if decision.state == State.DISMISSED:
        _take_away(question, was)
        return question
    if decision.state == State.ON_STAGE:
        _clear_stage(question)
    if was in {State.PENDING, State.DISMISSED}:
        _settle(question)
    fresh = queries.question(question.pk)
    _tell(fresh, fresh.room.stream, events.PUBLISHED if was == State.PENDING else TOLD_AS[State(decision.state)])
    return fresh


def restore(key: str, before: dict[str, Any]) -> None:
    """A moderator takes her decision back: the question is what it was. Letters have not gone out yet."""
    question = _locked(queries.question(as_id(key)))
    _must_be(question, set(COMES_FROM))
    was = question.state
    Question.objects.filter(pk=question.pk).update(**before, claimed_by=None, claimed_until=None)
    question = queries.question(question.pk)
    if question.state == State.PENDING:
        if was in queries.PUBLIC:
            _take_away(question, was)
        tell_again(key)
    else:
        _tell(question, question.room.stream, TOLD_AS.get(State(question.state), events.CHANGED))


def tell_again(key: str) -> None:
    """Tell the desk of a waiting question anew."""
    question = queries.question(as_id(key))
    log.append(News(question.room.desk, events.PENDED, events.waiting(question), _subject(question)))


def _item(question: Question) -> Item:
    return Item("question", str(question.pk), question.conference_id, question.scope)


def merge(actor: Actor, question: Question, into: Question) -> None:
    """Join a question with another of its room. Votes are united: each person counts once, nobody for her own."""
    for pk in sorted((question.pk, into.pk)):  # one order for all, or two moderators wait for each other
        Question.objects.select_for_update().get(pk=pk)
    question, into = queries.question(question.pk), queries.question(into.pk)
    _must_be(question, COMES_FROM[State.MERGED])
    _must_be(into, set(queries.OPEN))
    _must_be_free(actor, question)
    if question.pk == into.pk or question.room_id != into.room_id:
        raise Conflict("question.not_together", _("Choose another question of the same room."))
    duty.attend(question.conference_id, question.scope)
    was = question.state
    _unite(question, into)
    question.state, question.merged_into, question.pinned = State.MERGED, into, False
    question.save(update_fields=["state", "merged_into", "pinned"])
    _take_away(question, was)
    news = events.QuestionVotes(id=into.pk, room=into.room_id, votes=queries.count_votes(into))
    log.append(News(into.room.stream, events.VOTED, news))


def _unite(question: Question, into: Question) -> None:
    voters = Vote.objects.filter(question=question).values_list("voter_id", "voter__person_id")
    others = [pk for pk, person in voters if not queries.asked_by(into, pk, person)]
    Vote.objects.bulk_create([Vote(question=into, voter_id=pk) for pk in others], ignore_conflicts=True)


def set_labels(question: Question, labels: list[str]) -> None:
    """Say what a question is about, for those who look for it."""
    question = _locked(question)
    _must_be(question, set(queries.PUBLIC))
    question.labels = labels
    question.save(update_fields=["labels"])
    _tell(question, question.room.stream, events.CHANGED)


def pin(question: Question, on: bool) -> None:
    """Keep a question at the top of its room; the one that was there makes room."""
    Room.objects.select_for_update().get(pk=question.room_id)
    question = _locked(question)
    _must_be(question, set(queries.PUBLIC))
    for pk in (
        Question.objects.filter(room=question.room, pinned=True).exclude(pk=question.pk).values_list("pk", flat=True)
    ):
        Question.objects.filter(pk=pk).update(pinned=False)
        _tell(queries.question(pk), question.room.stream, events.CHANGED)
    question.pinned = on
    question.save(update_fields=["pinned"])
    _tell(question, question.room.stream, events.CHANGED)


def claim(actor: Actor, question: Question, on: bool) -> None:
    """Say at the desk that one looks at a waiting question; it ends by itself."""
    question = _locked(question)
    _must_be(question, {State.PENDING})
    _must_be_free(actor, question)
    duty.attend(question.conference_id, question.scope)
    question.claimed_by_id = actor.membership_id if on else None
    question.claimed_until = clock.now() + CLAIM if on else None
    question.save(update_fields=["claimed_by", "claimed_until"])
    fresh = queries.question(question.pk)
    log.append(News(fresh.room.desk, events.PENDED, events.waiting(fresh), _subject(fresh)))


def _must_be_free(actor: Actor, question: Question) -> None:
    if events.claimed(question) and question.claimed_by_id not in {None, actor.membership_id}:
        name = question.claimed_by.shown_name if question.claimed_by else ""
        sorry = _("%(name)s looks at this question just now. Please take another one.") % {"name": name}
        raise Conflict("question.claimed", sorry)


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
        Question.objects.filter(pk=question.pk).update(text="", state=State.WITHDRAWN, asker=None, pinned=False)
        Seal.objects.filter(question=question).delete()
        moderation.forget_unseen(_subject(question))
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
