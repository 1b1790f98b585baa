"""Refusals of pages become pages: in words, with the right status, or as JSON for programs."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render, resolve_url
from django.utils.cache import patch_vary_headers

from core.errors import Refusal, SignedOut

WITH_A_PAGE = {403, 404, 429}


class RefusalMiddleware:
    """A view raises what it refuses; whoever is signed out is led to the door and back again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        response = _answer(request, exception)
        if exception.retry_after:
            response["Retry-After"] = str(max(1, round(exception.retry_after)))
        patch_vary_headers(response, ["Accept"])
        return response


def _answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"error": refusal.as_dict()}, status=refusal.status)
    if isinstance(refusal, SignedOut) and request.method in {"GET", "HEAD"}:
        door = resolve_url(settings.LOGIN_URL)
        return HttpResponseRedirect(f"{door}?{urlencode({'next': request.get_full_path()})}")
    template = f"{refusal.status}.html" if refusal.status in WITH_A_PAGE else "refused.html"
    return render(request, template, {"error": refusal, "next": "/"}, status=refusal.status)
