"""The public page of the society."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import queries as people
from core import clock
from society.home import queries
from society.materials import queries as materials


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Who we are, what we are for, and how to take part. Needs no account."""
    words = {
        "nav": "society",
        "society": queries.society(),
        "texts": materials.texts()[:3],
        "coming": people.public_conferences().filter(ends_on__gte=clock.now().date())[:3],
        "today": clock.now().date(),
    }
    return render(request, "society/home.html", words)
