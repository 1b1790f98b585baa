"""Readers about hints."""

from __future__ import annotations

from typing import Any

from core.actor import Actor
from core.errors import NotFound
from core.models import Conference
from moderation.hints import events
from moderation.hints.models import Hint
from moderation.reports import queries as reports
from realtime import log


def hint(pk: int) -> Hint:
    found = Hint.objects.select_related("conference").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def of_congress(actor: Actor, conference: Conference) -> dict[str, Any]:
    """What the desk of a congress is pointed to, and who can help."""
    return _panel(f"moderators:{conference.pk}", conference, {})


def of_room(conference: Conference, scope: str, desk: str) -> dict[str, Any]:
    """The same for the desk of one room."""
    return _panel(desk, conference, {"scope": scope})


def _panel(stream: str, conference: Conference, which: dict[str, str]) -> dict[str, Any]:
    at = log.position(stream)
    found = Hint.objects.filter(conference=conference, **which).select_related("conference").order_by("pk")
    items = [events.data(one).model_dump(mode="json") for one in found]
    return {
        "at": at,
        "stream": stream,
        "items": items,
        "count": len(items),
        "numbers": list(reports.numbers(conference.pk)),
        "on_call": reports.somebody_on_call(conference.pk),
    }
