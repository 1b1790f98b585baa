"""The library of plain-language texts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.choices import languages
from core import clock
from core.text import markdown
from society.materials import queries


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """All texts."""
    return render(request, "society/texts.html", {"nav": "society", "texts": queries.texts()})


@require_safe
def text(request: HttpRequest, slug: str) -> HttpResponse:
    """One text with who wrote and reviewed it, and when that was."""
    found = queries.text(slug)
    words = {
        "nav": "society",
        "text": found,
        "body": markdown(found.body),
        "languages": languages(found.languages),
        "overdue": found.next_review_on < clock.now().date(),
    }
    return render(request, "society/text.html", words)
