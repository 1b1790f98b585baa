"""Who is signed in by a session: asked for all who come at the same moment, in two statements however many they are.

As `django.contrib.auth.get_user` decides it, for many, and without writing: a socket cannot take a new cookie along, so
a session is neither renewed here nor ended. The next page does that.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from core import limited
from core.limited import Limits
from core.prepared import Prepared

LONGEST_KEY = 40  # of a session, as its table has it
# By hand, as of a storm everybody asks it: Django composes its own anew for each number of keys
_KEYS = {"postgresql": "= ANY(%s)", "sqlite": "IN (SELECT value FROM json_each(%s))"}
_SESSIONS, _STANDING = (
    {vendor: Prepared(sql + keys + rest) for vendor, keys in _KEYS.items()}
    for sql, rest in (
        ("SELECT session_key, session_data FROM django_session WHERE session_key ", " AND expire_date > %s"),
        ("SELECT session_key FROM django_session WHERE session_key ", ""),
    )
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person by one of her sessions, and what that session may do besides."""

    person_id: int
    limits: Limits | None


def is_key(text: str) -> bool:
    """Whether this can be the key of a session. What cannot never reaches the question that others share."""
    return text.isascii() and text.isalnum() and len(text) <= LONGEST_KEY


def whose(keys: Collection[str]) -> dict[str, SignedIn]:
    """The people signed in by these sessions. Two statements."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())  # the clock by which pages end sessions
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    rows = _SESSIONS[connection.vendor].rows(_as_list(keys), now)
    sessions = {key: store.decode(data) for key, data in rows}
    claimed = {key: pk for key, session in sessions.items() if (pk := _claimed(session)) is not None}
    people = auth.get_user_model()._default_manager.in_bulk(list(set(claimed.values()))) if claimed else {}
    return {
        key: SignedIn(pk, limited.of(sessions[key]))
        for key, pk in claimed.items()
        if pk in people and _proves(sessions[key], people[pk])
    }


def standing(keys: Collection[str]) -> dict[str, bool]:
    """Which of these sessions were not ended meanwhile. One statement."""
    return {key: True for (key,) in _STANDING[connection.vendor].rows(_as_list(keys))}


def _as_list(keys: Collection[str]) -> Any:
    return list(keys) if connection.vendor == "postgresql" else json.dumps(list(keys))


def _claimed(session: Mapping[str, Any]) -> int | None:
    """Who a session says it is of."""
    try:
        pk = auth.get_user_model()._meta.pk.to_python(session[auth.SESSION_KEY])
    except (KeyError, ValidationError):
        return None
    return pk if isinstance(pk, int) else None


def _proves(session: Mapping[str, Any], user: Any) -> bool:
    """Whether she may be signed in, by a way that is still open, and has not changed her secret since."""
    path, told = session.get(auth.BACKEND_SESSION_KEY), session.get(auth.HASH_SESSION_KEY)
    if path not in settings.AUTHENTICATION_BACKENDS or not told:
        return False
    backend = auth.load_backend(path)
    if not isinstance(backend, ModelBackend) or not backend.user_can_authenticate(user):
        return False
    if constant_time_compare(told, user.get_session_auth_hash()):
        return True
    return any(constant_time_compare(told, older) for older in user.get_session_auth_fallback_hash())
