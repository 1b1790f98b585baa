"""What the editor's pages show: a day of the work in progress as the grid's script and the plain list want it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core import clock
from core.models import Conference
from schedule.calendars import walls
from schedule.programme import cards, prose
from schedule.programme import speakers as cast
from schedule.programme.editor import queries, times
from schedule.programme.history import queries as history
from schedule.programme.models import Edit, Place, Session, Sitting
from schedule.programme.releases import queries as released
from schedule.programme.warnings import Window

EARLY, LATE = time(8), time(20)  # what the grid shows at least
MARGIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """A day of the work in progress, read once for the list and the grid."""

    conference: Conference
    day: date
    days: list[date]
    rows: list[Sitting]
    waiting: list[Session]
    frame: dict[str, list[Any]]
    speakers: dict[int, list[tuple[int, str]]]
    edits: list[Edit]
    undone: Edit | None


def plan(conference: Conference, asked: str) -> Plan:
    """The day asked for, else today, else the first. Ten queries."""
    days = queries.days(conference)
    today = times.day_of(clock.now(), ZoneInfo(conference.zone))
    day = cards.day_to_open(days, asked, today) or conference.starts_on
    steps = history.steps(conference.pk)
    return Plan(
        conference, day, days,
        rows=queries.on_day(conference.pk, day),
        waiting=queries.unscheduled(conference.pk),
        frame=queries.frame(conference.pk),
        speakers=cast.speaker_ids(conference.pk),
        edits=steps.edits,
        undone=steps.undone,
    )  # fmt: skip


def as_data(plan: Plan) -> dict[str, Any]:
    """The day for the grid's script; instants in ISO 8601. Two queries."""
    first, last = _bounds(plan)
    shown = {row.session_id for row in plan.rows} | {session.pk for session in plan.waiting}
    speakers = {pk: name for session in shown for pk, name in plan.speakers.get(session, ())}
    away, closed = released.available(speakers, (place.pk for place in plan.frame["places"]), (first, last))
    return {
        "day": plan.day.isoformat(),
        "zone": plan.conference.zone,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "places": [_place(place, closed) for place in plan.frame["places"]],
        "sittings": [_sitting(row, plan.speakers) for row in plan.rows],
        "waiting": [_session(session, plan.speakers) for session in plan.waiting],
        "speakers": {pk: {"name": name, "open": _spans(away.get(pk))} for pk, name in speakers.items()},
        "edits": [_edit(edit) for edit in plan.edits],
        "undone": _edit(plan.undone) if plan.undone else None,
    }


def _bounds(plan: Plan) -> tuple[datetime, datetime]:
    zone = ZoneInfo(plan.conference.zone)
    ends = [walls.instant_or_jump(datetime.combine(plan.day, at), zone) for at in (EARLY, LATE)]
    first = min([ends[0], *(row.start for row in plan.rows)])
    last = max([ends[1], *(row.end + MARGIN for row in plan.rows)])
    return first.replace(minute=0, second=0), last


def _place(place: Place, closed: dict[int, list[Window]]) -> dict[str, Any]:
    return {"id": place.pk, "name": place.name, "capacity": place.capacity, "open": _spans(closed.get(place.pk))}


def _spans(windows: Iterable[Window] | None) -> list[list[str]] | None:
    return None if windows is None else [[start.isoformat(), end.isoformat()] for start, end in windows]


def _session(session: Session, speakers: dict[int, list[tuple[int, str]]]) -> dict[str, Any]:
    return {
        "session": session.pk,
        "code": session.code,
        "title": session.planned_title,
        "kind": session.kind,
        "state": session.state,
        "type": session.type,
        "track": session.track.name if session.track else "",
        "colour": session.track.position % 8 if session.track else None,
        "minutes": session.minutes,
        "speakers": [pk for pk, _name in speakers.get(session.pk, ())],
    }


def _sitting(row: Sitting, speakers: dict[int, list[tuple[int, str]]]) -> dict[str, Any]:
    return _session(row.session, speakers) | {
        "id": row.pk,
        "version": row.version,
        "start": row.start.isoformat(),
        "end": row.end.isoformat(),
        "place": row.place_id,
        "replay": row.kind == Sitting.Kind.REPLAY,
    }


def _edit(edit: Edit) -> dict[str, Any]:
    return {"id": edit.pk, "text": edit.text, "by": edit.by.display_name if edit.by else ""}


def as_typed(row: Sitting, zone: str) -> dict[str, Any]:
    """A sitting as its form shows it: wall clocks of the congress."""
    where = clock.zone(zone)
    start, end = (walls.wall_of(at, where).strftime("%Y-%m-%dT%H:%M") for at in (row.start, row.end))
    return {
        "sitting": row.pk, "version": row.version, "start": start, "end": end, "place": row.place_id or "",
        "zone": "", "kind": row.kind,
    }  # fmt: skip


def session_as_typed(session: Session) -> dict[str, Any]:
    """A session as its form shows it."""
    names = (
        "title", "subtitle", "kind", "type", "language", "minutes", "content_note", "patients_welcome",
        "plain_language", "signup_roles", "version",
    )  # fmt: skip
    found: dict[str, Any] = {name: session.draft.get(name, getattr(session, name)) for name in names}
    return found | {
        "abstract": prose.as_typed(session.draft.get("abstract", session.abstract)),
        "session": session.pk,
        "track": session.track_id or "",
        "chair": session.chair_id or "",
        "seats": session.seats or "",
        "signup_domains": ", ".join(session.signup_domains),
    }
