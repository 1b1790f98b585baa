"""Where allauth meets our people."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.signals import user_logged_out
from django.http import HttpRequest

from accounts import actions
from core.unit import unit_of_work
from core.views import address_of
from realtime.entrance import digest_of


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No user names, and the address of the caller as our own limits see it."""

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """People are their address to us: there is no name to make up."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or "127.0.0.1"


def close_sockets(sender: object, request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    """Signing out closes the sockets of that browser in every process."""
    key = getattr(getattr(request, "session", None), "session_key", None)
    if user is None or not key:
        return
    with unit_of_work():
        actions.end_sessions(user.pk, [digest_of(key)])


def listen() -> None:
    # Django's own signal: signing out has no action of ours that could say it
    user_logged_out.connect(close_sockets, dispatch_uid="accounts.close_sockets")
