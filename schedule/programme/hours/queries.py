"""Reads the hours of speakers and places."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import NotFound
from core.models import Conference
from schedule.calendars import availability
from schedule.calendars.availability import Entry
from schedule.programme.models import Place, Speaker


@dataclass(frozen=True, slots=True)
class Owner:
    """A speaker or a place as the subject of a command."""

    row: Speaker | Place

    @property
    def conference_id(self) -> int:
        return self.row.conference_id

    @property
    def key(self) -> str:
        """By what the calendars know it."""
        return f"{'speaker' if isinstance(self.row, Speaker) else 'place'}-{self.row.pk}"

    @property
    def person_id(self) -> int | None:
        """Whose hours these are, if it is somebody with an account."""
        return self.row.person_id if isinstance(self.row, Speaker) else None

    @property
    def recorded_as(self) -> Speaker | Place:
        return self.row


def owner(kind: str, pk: int) -> Owner:
    """A speaker or place by its id, or NotFound."""
    row = (Speaker.objects if kind == "speaker" else Place.objects).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return Owner(row)


@dataclass(frozen=True, slots=True)
class Hours:
    """What was entered for one speaker or place."""

    kind: str
    owner: Speaker | Place
    entries: list[Entry]


def all_hours(conference: Conference) -> list[Hours]:
    """Places first, then speakers, each with what was entered for it. Three queries."""
    places: list[tuple[str, Place | Speaker]] = [
        ("place", place) for place in Place.objects.filter(conference=conference)
    ]
    return _with_entries([*places, *_speakers(conference)])


def own_hours(conference: Conference, person_id: int | None) -> list[Hours]:
    """What was entered for the speaker that somebody is. Two queries."""
    return _with_entries(_speakers(conference, person=person_id) if person_id else [])


def _places(conference: Conference) -> list[tuple[str, Place | Speaker]]:
    return [("place", place) for place in Place.objects.filter(conference=conference)]


def _speakers(conference: Conference, **which: int) -> list[tuple[str, Place | Speaker]]:
    return [("speaker", speaker) for speaker in Speaker.objects.filter(conference=conference, **which)]


def _with_entries(rows: list[tuple[str, Place | Speaker]]) -> list[Hours]:
    known = availability.entries(f"{kind}-{row.pk}" for kind, row in rows)
    return [Hours(kind, row, known.get(f"{kind}-{row.pk}", [])) for kind, row in rows]
