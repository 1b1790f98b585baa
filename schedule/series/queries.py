"""Readers of series."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Prefetch

from core.errors import NotFound
from core.models import Conference
from schedule.programme import queries as programme
from schedule.programme.models import Place, ReleasedSitting
from schedule.programme.releases import queries as releases
from schedule.programme.warnings import Finding
from schedule.series.models import Meeting, Series

_T = TypeVar("_T")
_CLASHES = frozenset({"place_twice", "speaker_twice", "place_closed", "speaker_away"})
SHOWN = 6  # coming meetings of a series on the attendees' page


def conference(slug: str) -> Conference:
    return programme.conference(slug)


def series(pk: int) -> Series:
    """A series, or NotFound."""
    return _found(Series.objects.select_related("conference", "place").filter(pk=pk).first())


def meeting(pk: int) -> Meeting:
    """A meeting with its series, session and sitting, or NotFound."""
    joined = Meeting.objects.select_related("series__conference", "session", "sitting__place")
    return _found(joined.filter(pk=pk).first())


def place(conference_id: int, pk: int | None) -> Place | None:
    """A place of that conference; None for none, NotFound for one elsewhere."""
    return _found(Place.objects.filter(conference=conference_id, pk=pk).first()) if pk else None


def places(conference_id: int) -> list[Place]:
    return list(Place.objects.filter(conference=conference_id))


def kept(conference_id: int) -> list[Series]:
    """All series with all their meetings, for those who keep them. Two queries."""
    meetings = Meeting.objects.select_related("series", "session", "sitting__place").order_by("sitting__start", "pk")
    rows = Series.objects.filter(conference=conference_id).select_related("place", "conference")
    return list(rows.prefetch_related(Prefetch("meetings", queryset=meetings)))


def clashes(conference_id: int, kept: Iterable[Series]) -> dict[int, list[Finding]]:
    """By session what stands in the way of meetings: a place or a speaker taken or not to be had then.

    The same findings as on the release page, told from the side of the meeting. At most ten queries, else none.
    """
    sessions = {meeting.session_id for one in kept for meeting in one.meetings.all()}
    found: dict[int, list[Finding]] = defaultdict(list)
    for one in releases.findings(conference_id) if sessions else ():
        if one.code not in _CLASHES:
            continue
        if one.session in sessions:
            found[one.session].append(one)
        if one.other_session in sessions:
            turned = Finding(one.code, one.other_session, one.other, one.title, one.about, one.session)
            found[one.other_session].append(turned)
    return dict(found)


def coming(one: Series, now: datetime) -> list[Meeting]:
    """The meetings of a series that have not begun, in order; cancelled ones too."""
    joined = one.meetings.select_related("series__conference", "session", "sitting__place")
    return list(joined.filter(sitting__start__gt=now).order_by("sitting__start"))


def planned_for(one: Series) -> dict[datetime, Meeting]:
    """The meetings of a series by the start they were planned for."""
    return {meeting.original_start: meeting for meeting in one.meetings.all()}


def released(meeting: Meeting) -> ReleasedSitting | None:
    """The row by which the current release shows a meeting."""
    release = programme.current_release(meeting.series.conference_id)
    rows = ReleasedSitting.objects.select_related("session__conference", "sitting", "place")
    return rows.filter(release=release, sitting=meeting.sitting_id).first() if release else None


@dataclass(frozen=True, slots=True)
class Shown:
    """A series as attendees see it: what the current release has of it and is not over."""

    series: Series
    rows: list[ReleasedSitting]
    more: int


def public(conference: Conference, now: datetime) -> list[Shown]:
    """The series with coming public meetings, the next first. Three queries."""
    release = programme.current_release(conference.pk)
    rows = programme.sittings_of(release, session__meeting__isnull=False, end__gt=now)
    by_series: dict[int, list[ReleasedSitting]] = {}
    for row in rows.select_related("session__meeting", "session__track", "place"):
        by_series.setdefault(row.session.meeting.series_id, []).append(row)
    found = Series.objects.in_bulk(list(by_series))
    return [Shown(found[pk], mine[:SHOWN], len(mine[SHOWN:])) for pk, mine in by_series.items()]


def sessions_of(shown: Iterable[Shown]) -> set[int]:
    return {row.session_id for one in shown for row in one.rows}


def _found(row: _T | None) -> _T:
    if row is None:
        raise NotFound
    return row
