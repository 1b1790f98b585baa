"""Readers of requests."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from core.actor import Actor
from core.errors import NotFound
from networking.mentors import apart
from networking.requests.models import Request

State = Request.State
# Open as the mentee sees it: a no she has not been told of counts
OPEN = Q(state__in=[State.SENT, State.COUNTERED]) | Q(state=State.DECLINED, told=False)


def _whole() -> QuerySet[Request]:
    return Request.objects.select_related("conference", "mentor__membership__person", "mentee__person")


def request(pk: int) -> Request:
    found = _whole().filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def open_of(membership_id: int) -> QuerySet[Request]:
    return Request.objects.filter(OPEN, mentee=membership_id)


def mine(actor: Actor) -> list[Request]:
    """What a member asked for, newest first."""
    return list(_whole().filter(mentee=actor.membership_id).order_by("-pk")[:50])


def asked_of(actor: Actor) -> list[Request]:
    """What a mentor is asked, the most urgent first; whom she is to be kept apart from does not come through."""
    found = _whole().filter(mentor__membership=actor.membership_id, state__in=[State.SENT, State.COUNTERED])
    rows = list(found.order_by("expires_at"))
    hidden = kept_apart(rows[0]) if rows else set()
    return [row for row in rows if row.mentee.person_id not in hidden]


def kept_apart(one: Request) -> set[int]:
    """The people from whom the mentor of this request is kept apart, whoever said so."""
    row = one.mentor.membership
    others = Request.objects.filter(mentor=one.mentor).values_list("mentee__person", flat=True)
    return set(apart.of(row.person_id, row.conference_id, list(others)))


def over(now: datetime) -> list[int]:
    """Requests whose end has come, and noes that may be told now."""
    return list(Request.objects.filter(OPEN, expires_at__lte=now).order_by("expires_at").values_list("pk", flat=True))
