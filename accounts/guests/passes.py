"""The short way from the command that makes a guest to the browser that becomes her: signed, good for two minutes."""

from __future__ import annotations

from django.core import signing

from core.errors import NotFound

SALT, SECONDS = "accounts.guests", 120


def make(person_id: int, url: str) -> str:
    return signing.dumps([person_id, url], salt=SALT)


def read(text: str) -> tuple[int, str]:
    """Who, and where to. NotFound for what we did not sign, or not just now."""
    try:
        person_id, url = signing.loads(text, salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        raise NotFound from None
    return int(person_id), str(url)
