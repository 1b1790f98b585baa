"""The entrance is for people with an account: a guest by code must not make one out of her pass."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.guests import keeping

ENTRANCE = "/accounts/"


class GuestMiddleware:
    """Leads a guest away from the pages where addresses and passwords are set; signing out she may.

    And lets the browser of somebody who is kept out remember that, so that she does not come back as a guest.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        inside = request.path.startswith(ENTRANCE) and request.path != reverse("account_logout")
        if inside and getattr(request.user, "is_guest", False):
            return HttpResponseRedirect(reverse("start"))
        response = self.get_response(request)
        keeping.mark(response, request.__dict__.get("_actors", {}).values())
        return response
