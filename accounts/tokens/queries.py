"""Tokens of programs: whose they are, what they say, whether they still hold."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import Token
from core.errors import NotFound

PREFIX = "mrd"
SALT = "accounts.tokens"


def of_person(person_id: int) -> QuerySet[Token]:
    return Token.objects.filter(person_id=person_id).order_by("-pk")


def token(pk: int) -> Token:
    found = Token.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def is_hers(person_id: int | None, one: Token) -> bool:
    """Another's token is as if it were not there: raises NotFound."""
    if one.person_id != person_id:
        raise NotFound
    return True


def secret_of(one: Token) -> str:
    """What a program sends: `mrd_<number>_<64 hex digits>`, an HMAC-SHA256 under SECRET_KEY over the row's nonce."""
    digest = salted_hmac(SALT, f"{one.pk}:{one.nonce}", algorithm="sha256").hexdigest()
    return f"{PREFIX}_{one.pk}_{digest}"


def holding(secret: str, today: date) -> Token | None:
    """The token these words belong to, if it has not ended and its person is still here."""
    prefix, _, rest = secret.partition("_")
    number = rest.partition("_")[0]
    if prefix != PREFIX or not (number.isascii() and number.isdigit() and len(number) < 16):
        return None
    one = Token.objects.select_related("person").filter(pk=int(number), ends_on__gte=today).first()
    if one is None or not constant_time_compare(secret_of(one), secret):
        return None
    return one if one.person.is_active else None
