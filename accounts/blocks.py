"""Whom somebody blocked, and who is kept apart by that; told to nobody but the one who did it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from accounts.models import Block, Membership
from core.actor import Actor
from core.prepared import Question
from core.statements import Statement


def by(actor: Actor) -> QuerySet[Membership]:
    """Those this person blocked here, so that she can lift it again."""
    blocked = Block.objects.filter(blocker_id=actor.person_id or 0, conference_id=actor.conference_id or 0).values(
        "blocked_id"
    )
    return Membership.objects.filter(conference_id=actor.conference_id or 0, person_id__in=blocked).select_related(
        "person"
    )


_BLOCKS = Statement(
    lambda person, conference: Block.objects.filter(
        Q(blocker=person) | Q(blocked=person), conference=conference
    ).values_list("blocker", "blocked")
)


def either_way(person_id: int, conference_id: int) -> set[int]:
    """People this person shall not meet here, whoever of the two said so."""
    return asked(person_id, conference_id).answer()


def asked(person_id: int, conference_id: int) -> Question[set[int]]:
    """The same as a question, to be asked with others."""
    question = _BLOCKS.asked(person=person_id, conference=conference_id)
    return question.then(lambda pairs: {b if a == person_id else a for a, b in pairs})


def pairs(conference_id: int) -> list[tuple[int, int]]:
    """(who blocked, whom) of a whole congress, for those who pair people and must tell nobody. One query."""
    return list(Block.objects.filter(conference_id=conference_id).values_list("blocker_id", "blocked_id"))
