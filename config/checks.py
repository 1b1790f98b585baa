"""Mixtures of settings that would be unsafe or would quietly not work: the process refuses to start with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from config.keys import is_vapid_key

Messages = list[CheckMessage]
SHORTEST_KEY = 32


@register()
def settings_fit_together(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> Messages:
    """All refusals at once, so that an operator mends them in one go."""
    return [*_processes(), *_keys(), *_push(), *_hosts(), *_demo(), *_calls()]


def _processes() -> Messages:
    layer = settings.CHANNEL_LAYERS["default"]["BACKEND"]
    if settings.WORKERS > 1 and "InMemory" in layer:
        return [
            Error(
                "Several workers cannot reach one another through the in-memory channel layer.",
                hint="Set REDIS_URL, or WORKERS=1.",
                id="config.E001",
            )
        ]
    if settings.WORKERS > 1 and "sqlite3" in settings.DATABASES["default"]["ENGINE"]:
        return [
            Error(
                "Several workers need a database that several processes can write to at once.",
                hint="Set DATABASE_URL to a PostgreSQL address, or WORKERS=1.",
                id="config.E006",
            )
        ]
    return []


def _keys() -> Messages:
    if settings.IS_PUBLIC and not settings.KEYS_FROM_ENVIRONMENT and not settings.DEBUG:
        return [
            Error(
                "A public installation needs keys of its own; the ones in use were made up on this machine.",
                hint="Set SECRET_KEY and SEAL_KEY, each at least 32 random characters, and keep them.",
                id="config.E002",
            )
        ]
    weak = [
        name
        for name in ("SECRET_KEY", "SEAL_KEY")
        if len(getattr(settings, name)) < SHORTEST_KEY or len(set(getattr(settings, name))) < 8
    ]
    if weak and not settings.DEBUG:
        return [
            Error(
                f"{' and '.join(weak)}: shorter than {SHORTEST_KEY} characters or hardly random.",
                hint="Make one with: python -c 'import secrets; print(secrets.token_urlsafe(64))'",
                id="config.E003",
            )
        ]
    return []


def _push() -> Messages:
    if not settings.VAPID_KEY or is_vapid_key(settings.VAPID_KEY):
        return []
    hint = "Make one with: python -c 'from config.keys import new_vapid_key as k; print(k())', or leave push off."
    return [Error("VAPID_KEY is no private key of P-256 in base64url.", hint=hint, id="config.E008")]


def _hosts() -> Messages:
    found: Messages = []
    if any("*" in host for host in settings.ALLOWED_HOSTS):
        found.append(
            Error(
                "ALLOWED_HOSTS must name the hosts: with * any site could open our sockets.",
                hint="ALLOWED_HOSTS=congress.example.org",
                id="config.E004",
            )
        )
    if settings.DEBUG and settings.IS_PUBLIC:
        found.append(
            Error(
                "DEBUG shows settings and source to everybody: not on a host that others can reach.",
                hint="Unset DEBUG, or take the public names out of ALLOWED_HOSTS.",
                id="config.E007",
            )
        )
    return found


def _demo() -> Messages:
    if settings.DEMO and settings.IS_PUBLIC and not settings.DEMO_IN_PUBLIC:
        return [
            Error(
                "Demo mode lets everybody enter as an organizer with one click.",
                hint="Unset DEMO; if this host really is a public demonstration, set DEMO_IN_PUBLIC=1 too.",
                id="config.E005",
            )
        ]
    return []


def _calls() -> Messages:
    found: Messages = []
    if settings.TURN_URLS and len(settings.TURN_SECRET) < SHORTEST_KEY:
        found.append(
            Error(
                f"TURN_SECRET: at least {SHORTEST_KEY} characters, or anybody sends through the relay for calls.",
                hint="Set TURN_SECRET here and as static-auth-secret of the relay.",
                id="config.E009",
            )
        )
    if settings.CALLS_BY_RELAY_ONLY and not settings.TURN_URLS:
        found.append(
            Error(
                "Calls by relay only, and no relay: nobody could see or hear anybody.",
                hint="Set TURN_URLS, or unset CALLS_BY_RELAY_ONLY.",
                id="config.E010",
            )
        )
    return found
