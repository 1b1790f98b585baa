"""Reads speakers for the planning pages, and the talks of a session as its forms show them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet

from schedule.programme import prose
from schedule.programme.editor import drafts
from schedule.programme.models import Session, Speaker, TalkSpeaker
from schedule.programme.talks import queries as talks

MOST_SHOWN = 100  # speakers on one page


def called(conference_id: int, name: str) -> list[Speaker]:
    """Who is meant by "Name" or "Name, CODE": by the code when there is one, else all of that name."""
    rows = Speaker.objects.filter(conference=conference_id)
    head, _comma, code = name.rpartition(", ")
    by_code = list(rows.filter(code=code, name=head)) if code else []
    return by_code or list(rows.filter(name__iexact=name)[:2])


def is_needed(speaker: Speaker) -> bool:
    """Whether somebody gives a talk or chairs, in what is or in what is planned. Three queries."""
    if TalkSpeaker.objects.filter(speaker=speaker).exists() or speaker.chairs.exists():
        return True
    waiting = drafts.drafted(speaker.conference_id)
    return any(speaker.pk in entry["speakers"] for row in waiting for entry in row.draft.get("talks", ()))


def speakers(conference_id: int, words: str = "") -> QuerySet[Speaker]:
    """Speakers by name, each with how many talks they give; those whose name or affiliation holds the words."""
    found = Speaker.objects.filter(conference=conference_id).annotate(talks_given=Count("appearances"))
    if words:
        found = found.filter(Q(name__icontains=words) | Q(affiliation__icontains=words))
    return found.order_by("name", "pk")


def forms(session: Session, everybody: Iterable[Speaker]) -> list[dict[str, Any]]:
    """The talks of a session as their forms show them, in the order of the next release."""
    by_id = {speaker.pk: speaker for speaker in everybody}
    return [
        {
            **entry,
            "at": at,
            "abstract": prose.as_typed(entry["abstract"]),
            "lay_summary": prose.as_typed(entry["lay_summary"]),
            "people": [by_id[pk] for pk in entry["speakers"] if pk in by_id],
        }
        for at, entry in enumerate(talks.planned(session))
    ]
