"""Readers of contacts."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from accounts import blocks
from accounts.models import Membership
from core.actor import Actor
from core.errors import NotFound
from core.text import as_id
from networking.contacts.models import Contact, ContactRequest, Openness

State = ContactRequest.State


def openness(member: Membership) -> str:
    """Whom a member lets contact her."""
    found = Openness.objects.filter(membership=member).values_list("who", flat=True).first()
    return found or Openness.Who.MATCHES


def contact_at(pk: int) -> Contact | None:
    return Contact.objects.select_related("conference", "one__person", "other__person").filter(pk=pk).first()


def contact(pk: int) -> Contact:
    found = contact_at(pk)
    if found is None:
        raise NotFound
    return found


def by_key(key: str) -> Contact | None:
    return contact_at(as_id(key))


def between(one: int, other: int) -> Contact | None:
    first, second = sorted((one, other))
    return Contact.objects.filter(one=first, other=second).first()


def request(pk: int) -> ContactRequest:
    found = _requests().filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def _requests() -> QuerySet[ContactRequest]:
    return ContactRequest.objects.select_related("asker__person", "asker__conference", "asked__person")


def mine(actor: Actor) -> list[Contact]:
    """A member's conversations, the newest contact first."""
    found = Contact.objects.filter(Q(one=actor.membership_id) | Q(other=actor.membership_id))
    return list(found.select_related("conference", "one__person", "other__person").order_by("-pk"))


def asked_of(actor: Actor) -> list[ContactRequest]:
    """Who would like to write to her; whom she is kept apart from does not come through."""
    apart = blocks.either_way(actor.person_id or 0, actor.conference_id or 0)
    found = _requests().filter(asked=actor.membership_id, state=State.SENT)
    return list(found.exclude(asker__person__in=apart).order_by("pk"))


def asked_by(actor: Actor) -> list[ContactRequest]:
    """Whom she asked and who has not said yes: no and silence look alike."""
    found = _requests().filter(asker=actor.membership_id, state__in=[State.SENT, State.DECLINED, State.EXPIRED])
    return list(found.order_by("-pk")[:30])


def over(now: datetime) -> QuerySet[ContactRequest]:
    return ContactRequest.objects.filter(state__in=[State.SENT, State.DECLINED], expires_at__lte=now)
