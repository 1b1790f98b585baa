"""The transcript of a thread: all of it, by page, by day, by word. The page of a room shows the newest only."""

from __future__ import annotations

from datetime import datetime, time
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.context import joined, within
from core import clock
from core.models import Conference
from core.text import as_id, clean_line
from messaging import queries, rules


@require_safe
@never_cache
def transcript(request: HttpRequest, slug: str, thread: int) -> HttpResponse:
    """Fifty messages at a time; `before` and `after` are ids, `day` is one of the congress, `q` are words to find."""
    conference, actor = joined(request, slug)
    found = within(conference, queries.thread(thread))
    rules.may_look(actor, found)
    asked = request.GET
    words = clean_line(asked.get("q", ""))[:100]
    since = _day(asked.get("day", ""), conference)
    before, after = as_id(asked.get("before", "")) or None, as_id(asked.get("after", "")) or None
    page = queries.transcript(found, before=before, after=after, since=since, find=words, reader=actor.membership_id)
    mine = {"me": actor.ref, **queries.overlay(page, actor)}
    shown = {
        "nav": "rooms" if found.kind in {"room", "lounge"} else "messages",
        "thread": found,
        "page": page,
        "mine": mine,
        "q": words,
        "day": asked.get("day", "") if since else "",
        "kept": urlencode({"q": words}) + "&" if words else "",
    }
    return render(request, "messaging/transcript.html", shown)


def _day(text: str, conference: Conference) -> datetime | None:
    """The beginning of a day on the clock of the congress; None for what is no day."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return datetime.combine(day, time.min, clock.zone(conference.zone)) if day else None
