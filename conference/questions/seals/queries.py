"""Readers about seals."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from accounts import queries as people
from conference.questions.models import Question, Seal
from conference.questions.seals.models import Opening
from core import clock, sealing
from core.actor import Actor
from core.errors import NotFound
from core.models import Conference
from core.text import as_id

# How long the two may read the name
READABLE = timedelta(hours=24)


def opening(pk: int) -> Opening:
    found = Opening.objects.select_related("question__room__conference").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def of_question(question: Question) -> Opening | None:
    return _named(Opening.objects.filter(question=question)).first()


def author_for(actor: Actor, found: Opening | None) -> dict[str, Any] | None:
    """The author's name and ref, for the two who opened the seal, for a day; for everybody else None."""
    if found is None or found.opened_at is None or found.opened_at + READABLE < clock.now():
        return None
    if actor.person_id not in {found.asked_by_id, found.opened_by_id}:
        return None
    person_id = author(found.question)
    member = people.members(found.conference_id).filter(person_id=person_id).first() if person_id else None
    return {"name": member.shown_name, "ref": member.ref} if member else {"name": "", "ref": ""}


def author(question: Question) -> int | None:
    """Who asked: the one place that opens a seal for people. None once it was purged or its asker erased."""
    seal = Seal.objects.filter(question=question).first()
    return sealing.unseal(seal.ciphertext, question.pk, settings.SEAL_KEY) if seal else None


def behind(key: str) -> int | None:
    """Who is behind a question, for the jobs that write to her."""
    question = Question.objects.filter(pk=as_id(key)).first()
    return author(question) if question else None


def waiting(actor: Actor, conference: Conference) -> dict[str, Any]:
    """The queue at the desk: seals that wait for a second person. One query."""
    found = Opening.objects.filter(question__room__conference=conference, opened_at=None)
    items = list(_named(found).select_related("question__room__session")) if actor.can("seal.open") else []
    return {"items": items, "count": len(items)}


def _named(openings: QuerySet[Opening]) -> QuerySet[Opening]:
    """With the name by which the one who asks is known here."""
    return openings.annotate(asked_name=people.name_here("asked_by", "question__room__conference"))
