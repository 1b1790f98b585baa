"""Signing in without a letter, in demo or debug mode only: one-time links, and one click for the cast."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.contrib.auth import login as start_session
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from config.demo import source

SALT = "config.demo.entry"
LASTS = 24 * 3600  # seconds
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def allowed() -> bool:
    """Whether anybody may be anybody here."""
    return bool(settings.DEMO or settings.DEBUG)


def link(person: User) -> str:
    """The path that signs this person in, once, within a day."""
    return reverse("demo-link", args=[signing.dumps([person.pk, secrets.token_urlsafe(9)], salt=SALT)])


def redeem(token: str) -> User | None:
    """The person of a link; None when it is false, too old or used."""
    try:
        pk, nonce = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    if not cache.add(f"demo-link:{nonce}", 1, LASTS):
        return None
    return User.objects.filter(pk=pk, is_active=True).first()


def find(who: str) -> User | None:
    """A person by the key of the demo ("alice") or by e-mail address."""
    email = who if "@" in who else f"{who}@demo.example"
    return User.objects.filter(email=email.lower(), is_active=True).first()


def of_the_cast(key: str) -> User | None:
    """The invented person whom the start page offers under this key."""
    if key not in {person.key for person in source.cast()}:
        return None
    return User.objects.filter(email=f"{key}@demo.example", is_demo=True, is_active=True).first()


def sign_in(request: HttpRequest, person: User) -> None:
    """Begin a session as this person; an older one of this browser ends."""
    request.session.flush()
    start_session(request, person, backend=BACKEND)
