"""Pages about becoming a supporting member."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User


@require_safe
def join(request: HttpRequest) -> HttpResponse:
    """The form. Who is signed in finds name and address filled in."""
    me = request.user if isinstance(request.user, User) else None
    values = {"name": me.display_name, "email": me.email, "country": me.country} if me else {}
    return render(request, "society/join.html", {"nav": "society", "values": values})


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """After joining or leaving."""
    return render(request, "society/thanks.html", {"nav": "society", "left": "left" in request.GET})


@require_safe
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link of the letter; only its button does something."""
    return render(request, "society/leave.html", {"nav": "society", "values": {"token": token}})
