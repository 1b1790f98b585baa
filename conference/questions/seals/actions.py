"""The only writers about the authors of anonymous questions."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django_tasks import task

from accounts import queries as people
from conference.questions.models import Question, Seal, Vote
from conference.questions.seals import queries
from conference.questions.seals.models import Opening
from conference.questions.seals.rules import About
from core import clock, mail
from core.actor import Actor
from core.errors import Conflict
from core.unit import before_commit
from moderation import actions as moderation
from moderation.actions import Unseen
from moderation.models import Sanction


def hold_author(actor: Actor, about: About, **fields: Any) -> Sanction:
    """Decide about whoever asked. Raises Conflict for a question whose seal is gone."""
    question = about.question
    seal = Seal.objects.filter(question=question).first()
    if seal is None:
        raise Conflict("seal.gone", _("Nobody can be found behind this question any more."))
    whom = Unseen(question.conference_id, f"question:{question.pk}", seal.mark)
    place = question.room.session.title[:200] if about.scope else ""
    return moderation.impose_unseen(actor, whom, scope=about.scope, place=place, **fields)


def ask_to_open(actor: Actor, question: Question, reason: str) -> Opening:
    """The first of the two. Raises Conflict when somebody asked already, or the seal is gone."""
    if not Seal.objects.filter(question=question).exists():
        raise Conflict("seal.gone", _("Nobody can be found behind this question any more."))
    made, fresh = Opening.objects.get_or_create(
        question=question, defaults={"reason": reason, "asked_at": clock.now(), "asked_by_id": actor.person_id}
    )
    if not fresh:
        raise Conflict("seal.asked", _("Somebody has asked for this already."))
    return made


def open_seal(actor: Actor, opening: Opening) -> Opening:
    """The second of the two. The author is told in the same moment."""
    Opening.objects.select_for_update().get(pk=opening.pk)
    opening = queries.opening(opening.pk)
    if opening.opened_at is not None:
        raise Conflict("seal.opened", _("This seal was opened already."))
    opening.opened_at, opening.opened_by_id = clock.now(), actor.person_id
    opening.save(update_fields=["opened_at", "opened_by"])
    before_commit(partial(_enqueue, opening.pk))
    return opening


def refuse(opening: Opening) -> None:
    """The second says no: the seal stays closed."""
    Opening.objects.filter(pk=opening.pk, opened_at=None).delete()


def _enqueue(pk: int) -> None:
    tell_author.enqueue(pk)


@task()
def tell_author(pk: int) -> int:
    """Write to the author that her seal was opened, and why. No row names her; how many letters."""
    opening = queries.opening(pk)
    person_id = queries.author(opening.question)
    text = _(
        "You asked a question anonymously in %(congress)s:\n\n%(text)s\n\n"
        "Two organizers together have looked who asked it. Their reason: %(reason)s\n\n"
        "This is recorded. If you see it differently, answer to this letter.\n"
    ) % {"congress": opening.question.room.conference.name, "text": opening.question.text, "reason": opening.reason}
    letters = people.addresses([person_id] if person_id else [])
    for _person_id, email in letters:
        mail.send_unkept(to=email, subject=_("Your anonymous question"), text=text)
    return len(letters)


def purge(ended_before: date) -> int:
    """Drop seals and votes of congresses that ended before that day: after this nobody can open them; how many."""
    Vote.objects.filter(question__room__conference__ends_on__lt=ended_before).delete()
    over = Seal.objects.filter(question__room__conference__ends_on__lt=ended_before)
    moderation.forget_unseen(*(f"question:{pk}" for pk in over.values_list("question_id", flat=True)))
    return over.delete()[0]
