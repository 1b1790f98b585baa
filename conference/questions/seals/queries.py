"""Readers about seals, and the provider that pauses the writing of an author nobody knows."""

from __future__ import annotations

import hmac
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.conf import settings

from accounts import queries as people
from conference.questions.models import Question, Seal
from conference.questions.seals.models import AuthorMute, Opening
from core import clock, permissions, sealing
from core.actor import Actor, Restriction
from core.errors import NotFound
from core.models import Conference

# How long the two may read the name
READABLE = timedelta(hours=24)


def provide(actor: Actor, lock: bool) -> Actor:
    """A late provider of actors: is she the author of a question whose author may not write? For commands only.

    Compared by mark, so that no row and no page tells. One query, an HMAC for each such question of the congress.
    """
    if not lock or actor.membership_id is None:
        return actor
    running = AuthorMute.objects.filter(question__room__conference_id=actor.conference_id or 0, until__gt=clock.now())
    rows = running.values_list("pk", "question_id", "question__seal__mark", "until", "reason").order_by("until")
    mine = [row for row in rows if row[2] and _is_hers(actor.person_id or 0, row[1], row[2])]
    if not mine:
        return actor
    pk, _question, _mark, until, reason = mine[-1]
    held = Restriction(pk, "mute", "", "", until, reason, actor.zone, "")
    kept = actor.permissions - permissions.writing()
    return replace(actor, restrictions=(*actor.restrictions, held), permissions=kept)


def _is_hers(person_id: int, question_id: int, mark: str) -> bool:
    return hmac.compare_digest(sealing.mark(person_id, question_id, settings.SEAL_KEY), mark)


def opening(pk: int) -> Opening:
    found = Opening.objects.select_related("question__room__conference").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def of_question(question: Question) -> Opening | None:
    return Opening.objects.filter(question=question).select_related("asked_by", "opened_by").first()


def muted_until(question: Question) -> AuthorMute | None:
    return AuthorMute.objects.filter(question=question, until__gt=clock.now()).order_by("-until").first()


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


def waiting(actor: Actor, conference: Conference) -> dict[str, Any]:
    """The queue at the desk: seals that wait for a second person. One query."""
    found = Opening.objects.filter(question__room__conference=conference, opened_at=None)
    items = list(found.select_related("question__room__session", "asked_by")) if actor.can("seal.open") else []
    return {"items": items, "count": len(items)}
