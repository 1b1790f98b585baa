"""The only writers of votes. Screens hear sums, once a second at most."""

from __future__ import annotations

from datetime import timedelta

from conference.questions import events, queries
from conference.questions.actions import locked, must_be
from conference.questions.models import Question, Vote
from core import clock
from core.actor import Actor
from core.unit import unit_of_work
from realtime import log
from realtime.log import News

BETWEEN_SUMS = timedelta(seconds=1)


def set_vote(actor: Actor, question: Question, on: bool) -> int:
    """Vote or take the vote back; how many votes it has then. Setting twice is setting once."""
    question = locked(question)
    must_be(question, set(queries.PUBLIC))
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
            question = locked(queries.question(pk))
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
