"""Sessions that may do a few things only: who came in by a personal link is herself, but not everywhere.

Such a session carries the names of pages, commands and kinds of streams that are open to it. On all other pages its
bearer is signed out, as far as they can tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

KEY = "limited"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a session may: addresses by name, commands by name, streams by kind."""

    views: frozenset[str]
    commands: frozenset[str]
    streams: frozenset[str]


def put(session: Any, limits: Limits) -> None:
    names = {"views": limits.views, "commands": limits.commands, "streams": limits.streams}
    session[KEY] = {what: sorted(some) for what, some in names.items()}


def of(session: Any) -> Limits | None:
    """The limits of a session; None for one that has none."""
    found = session.get(KEY)
    return Limits(*(_names(found, what) for what in ("views", "commands", "streams"))) if found is not None else None


def _names(found: Any, what: str) -> frozenset[str]:
    """A session whose limits we cannot read may nothing."""
    names: Iterable[object] = found.get(what, []) if isinstance(found, dict) else []
    return frozenset(name for name in names if isinstance(name, str))


class LimitedSessionMiddleware:
    """Comes after authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return  # a session that is not asked for makes no page depend on cookies
        limits = of(request.session)
        if limits is None:
            return
        request.limits = limits  # type: ignore[attr-defined]
        name = (request.resolver_match.url_name if request.resolver_match else "") or ""
        stream = str(kwargs.get("name", "")).partition(":")[0] if name == "stream" else ""
        if name not in limits.views or (stream and stream not in limits.streams):
            request.user = AnonymousUser()
