"""The only writers of what moderators decide about questions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from conference.questions import events, letters, queries
from conference.questions.actions import locked, must_be, settle, subject_of, take_away, tell
from conference.questions.models import Question, Vote
from conference.rooms import sittings
from conference.rooms.models import Room
from core import clock
from core.actor import Actor
from core.errors import Conflict
from core.text import as_id
from core.unit import before_commit
from moderation.duty import actions as duty
from moderation.duty.items import Item
from realtime import log
from realtime.log import News

State = Question.State
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
    question = locked(question)
    must_be(question, COMES_FROM[decision.state])
    _must_be_free(actor, question)
    duty.attend(question.conference_id, question.scope)
    was = question.state
    replaces = _on_stage_besides(question) if decision.state == State.ON_STAGE else []
    before = {name: getattr(question, name) for name in DECIDED}
    duty.remember(actor, _item(question), before | {"replaces": replaces})
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
        take_away(question, was)
        return question
    if decision.state == State.ON_STAGE:
        _leave_stage(replaces)
    if was in {State.PENDING, State.DISMISSED}:
        settle(question)
    fresh = queries.question(question.pk)
    tell(fresh, fresh.room.stream, events.PUBLISHED if was == State.PENDING else TOLD_AS[State(decision.state)])
    return fresh


def restore(key: str, before: dict[str, Any]) -> None:
    """A moderator takes her decision back: the question is what it was, and the one it replaced is on stage again.

    Letters have not gone out yet.
    """
    question = locked(queries.question(as_id(key)))
    must_be(question, set(COMES_FROM))
    was, replaced = question.state, before.pop("replaces", [])
    Question.objects.filter(pk=question.pk).update(**before, claimed_by=None, claimed_until=None)
    question = queries.question(question.pk)
    if question.state == State.PENDING:
        if was in queries.PUBLIC:
            take_away(question, was)
        tell_again(key)
    else:
        tell(question, question.room.stream, TOLD_AS.get(State(question.state), events.CHANGED))
    if was == State.ON_STAGE:
        _back_on_stage(question, replaced)


def tell_again(key: str) -> None:
    """Tell the desk of a waiting question anew."""
    question = queries.question(as_id(key))
    log.append(News(question.room.desk, events.PENDED, events.waiting(question), subject_of(question)))


def _item(question: Question) -> Item:
    return Item("question", str(question.pk), question.conference_id, question.scope)


def merge(actor: Actor, question: Question, into: Question) -> None:
    """Join a question with another of its room. Votes are united: each person counts once, nobody for her own."""
    for pk in sorted((question.pk, into.pk)):  # one order for all, or two moderators wait for each other
        Question.objects.select_for_update().get(pk=pk)
    question, into = queries.question(question.pk), queries.question(into.pk)
    must_be(question, COMES_FROM[State.MERGED])
    must_be(into, set(queries.OPEN))
    _must_be_free(actor, question)
    if question.pk == into.pk or question.room_id != into.room_id:
        raise Conflict("question.not_together", _("Choose another question of the same room."))
    duty.attend(question.conference_id, question.scope)
    was = question.state
    _unite(question, into)
    question.state, question.merged_into, question.pinned = State.MERGED, into, False
    question.save(update_fields=["state", "merged_into", "pinned"])
    take_away(question, was)
    news = events.QuestionVotes(id=into.pk, room=into.room_id, votes=queries.count_votes(into))
    log.append(News(into.room.stream, events.VOTED, news))


def _unite(question: Question, into: Question) -> None:
    voters = Vote.objects.filter(question=question).values_list("voter_id", "voter__person_id")
    others = [pk for pk, person in voters if not queries.asked_by(into, pk, person)]
    Vote.objects.bulk_create([Vote(question=into, voter_id=pk) for pk in others], ignore_conflicts=True)


def set_labels(question: Question, labels: list[str]) -> None:
    """Say what a question is about, for those who look for it."""
    question = locked(question)
    must_be(question, set(queries.PUBLIC))
    question.labels = labels
    question.save(update_fields=["labels"])
    tell(question, question.room.stream, events.CHANGED)


def pin(question: Question, on: bool) -> None:
    """Keep a question at the top of its room; the one that was there makes room."""
    Room.objects.select_for_update().get(pk=question.room_id)
    question = locked(question)
    must_be(question, set(queries.PUBLIC))
    for pk in (
        Question.objects.filter(room=question.room, pinned=True).exclude(pk=question.pk).values_list("pk", flat=True)
    ):
        Question.objects.filter(pk=pk).update(pinned=False)
        tell(queries.question(pk), question.room.stream, events.CHANGED)
    question.pinned = on
    question.save(update_fields=["pinned"])
    tell(question, question.room.stream, events.CHANGED)


def claim(actor: Actor, question: Question, on: bool) -> None:
    """Say at the desk that one looks at a waiting question; it ends by itself."""
    question = locked(question)
    must_be(question, {State.PENDING})
    _must_be_free(actor, question)
    duty.attend(question.conference_id, question.scope)
    question.claimed_by_id = actor.membership_id if on else None
    question.claimed_until = clock.now() + CLAIM if on else None
    question.save(update_fields=["claimed_by", "claimed_until"])
    fresh = queries.question(question.pk)
    log.append(News(fresh.room.desk, events.PENDED, events.waiting(fresh), subject_of(fresh)))


def _must_be_free(actor: Actor, question: Question) -> None:
    if events.claimed(question) and question.claimed_by_id not in {None, actor.membership_id}:
        name = question.claimed_by.shown_name if question.claimed_by else ""
        sorry = _("%(name)s looks at this question just now. Please take another one.") % {"name": name}
        raise Conflict("question.claimed", sorry)


def _on_stage_besides(question: Question) -> list[int]:
    """What is on stage and leaves it for this one: one question at a time is there."""
    others = Question.objects.select_for_update().filter(room=question.room, state=State.ON_STAGE)
    return list(others.exclude(pk=question.pk).values_list("pk", flat=True))


def _leave_stage(pks: list[int]) -> None:
    for pk in pks:
        Question.objects.filter(pk=pk).update(state=State.ANSWERED_LIVE)
        other = queries.question(pk)
        tell(other, other.room.stream, events.ANSWERED)


def _back_on_stage(question: Question, pks: list[int]) -> None:
    """Unless somebody brought another one there meanwhile, or decided about it."""
    for pk in pks:
        other = locked(queries.question(pk))
        if other.state == State.ANSWERED_LIVE and not _on_stage_besides(other):
            Question.objects.filter(pk=pk).update(state=State.ON_STAGE)
            tell(queries.question(pk), question.room.stream, events.STAGED)
