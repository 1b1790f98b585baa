"""The only writers about tokens."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.utils.translation import gettext as _

from accounts.models import Token, User
from accounts.tokens import queries
from core import clock
from core.errors import Conflict

MOST = 10
LIFE = timedelta(days=365)


def make(person_id: int, name: str) -> Token:
    """A new token, good for a year. Raises Conflict when the person has ten."""
    User.objects.select_for_update().get(pk=person_id)
    if queries.of_person(person_id).count() >= MOST:
        raise Conflict("token.too_many", _("You have ten tokens. Delete one that you no longer use."))
    today = clock.now().date()
    return Token.objects.create(
        person_id=person_id, name=name, nonce=secrets.token_hex(16), made_on=today, ends_on=today + LIFE
    )


def drop(token: Token) -> None:
    """End a token: programs that use it are refused from now on."""
    Token.objects.filter(pk=token.pk).delete()


def mark_used(token: Token) -> None:
    """Remember the day, not the hour: enough to find forgotten tokens."""
    today = clock.now().date()
    if token.used_on != today:
        Token.objects.filter(pk=token.pk).update(used_on=today)


def forget() -> int:
    """Drop tokens whose year is over; how many."""
    return Token.objects.filter(ends_on__lt=clock.now().date()).delete()[0]
