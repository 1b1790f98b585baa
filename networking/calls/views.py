"""The page on which one looks at oneself before the other one does."""

from __future__ import annotations

from typing import TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.context import joined

Response = TypeVar("Response", bound=HttpResponseBase)
# Camera and microphone are for these pages alone, and for no frame in them
POLICY = "camera=(self), microphone=(self), display-capture=(self), speaker-selection=(self)"


def with_devices(response: Response) -> Response:
    """Let the page of this response ask for camera and microphone."""
    response["Permissions-Policy"] = POLICY
    return response


@require_safe
def device_check(request: HttpRequest, slug: str) -> HttpResponse:
    """Camera, microphone and sound, tried out alone. Nothing leaves the browser."""
    joined(request, slug)
    return with_devices(render(request, "networking/calls/check.html", {"nav": "messages"}))
