"""`Authorization: Bearer mrd_...` at the doors for programs."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from accounts.tokens import actions, queries
from core import clock

# Pages are for people: elsewhere the header means nothing.
DOORS = ("/c/", "/api/", "/streams/")
SCHEME = "bearer "


class TokenMiddleware:
    """A program is its person, whatever cookies it brings; and as no browser sends this header by itself, it needs no
    word against forgery (CSRF)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("Authorization", "")
        if not request.path.startswith(DOORS) or given[: len(SCHEME)].lower() != SCHEME:
            return self.get_response(request)
        token = queries.holding(given[len(SCHEME) :].strip(), clock.now().date())
        if token is None:
            text = _("This token is unknown or has ended. Make a new one on your profile page.")
            error = {"code": "token.unknown", "text": text}
            return JsonResponse({"error": error}, status=401, headers={"WWW-Authenticate": "Bearer"})
        actions.mark_used(token)
        request.user = token.person
        request.by_token = True  # type: ignore[attr-defined]
        request.csrf_processing_done = True  # type: ignore[attr-defined]
        return self.get_response(request)
