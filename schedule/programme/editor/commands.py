"""What organizers do with the work in progress. Each change carries the version that its sender saw."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import BeforeValidator, Field

from core.actor import Actor
from core.commands import Limit, Result, command
from core.errors import Invalid, NotFound
from core.models import Conference
from core.payload import Flag, Fold, Id, Line, Payload, Slug, Text
from schedule.programme import prose, rules
from schedule.programme import queries as programme
from schedule.programme import speakers as cast
from schedule.programme.editor import actions, items, queries, times
from schedule.programme.models import Session, Sitting
from schedule.programme.prose import MAX_PROSE
from schedule.programme.releases import queries as released
from schedule.programme.versions import Version

BUSY = Limit(600, per=600)


def _blank(value: Any) -> Any:
    return None if value == "" else value


Wall = datetime  # a wall clock without zone: 2026-11-26T09:00
MaybeId = Annotated[Id | None, BeforeValidator(_blank)]
MaybeVersion = Annotated[Version | None, BeforeValidator(_blank)]
Seats = Annotated[Annotated[int, Field(ge=1, le=100_000)] | None, BeforeValidator(_blank)]
Minutes = Annotated[int, Field(ge=5, le=1440)]


class PlaceSitting(Payload):
    session: Id
    # Without one the session gets a sitting more
    sitting: MaybeId = None
    start: Wall
    end: Wall
    place: MaybeId = None
    zone: Annotated[str, Line(64)] = ""
    # Which pass of an hour that comes twice
    fold: Fold = None
    kind: Literal["live", "replay"] = "live"
    version: MaybeVersion = None
    # Although something is there
    anyway: Flag = False


@command(
    "sitting.place", schema=PlaceSitting, subject=lambda data: released.session(data.session),
    permission=rules.MANAGE, limit=BUSY, audited=True,
)  # fmt: skip
def place(actor: Actor, session: Session, data: PlaceSitting) -> Result:
    """Give a session a time and place in the work in progress, or move one of its sittings."""
    for name in ("start", "end"):
        if getattr(data, name).tzinfo is not None:
            raise Invalid("time.has_zone", _("Give the time by the clock, and the zone beside it."), field=name)
    sitting = queries.sitting(data.sitting) if data.sitting else None
    if sitting is not None and sitting.session_id != session.pk:
        raise NotFound
    if sitting is not None and data.version is None:
        raise Invalid("field.missing", _("Please fill this in."), field="version")
    span = times.span(session.conference, data.start, data.end, data.zone, data.fold)
    where = queries.item(session.conference_id, "place", data.place) if data.place else None
    row = actions.place_sitting(actor, session, sitting, span, where, data.version, anyway=data.anyway, kind=data.kind)
    return {"sitting": row.pk, "version": row.version, "start": row.start.isoformat(), "end": row.end.isoformat()}


class DropSitting(Payload):
    sitting: Id
    version: Version


@command(
    "sitting.drop", schema=DropSitting, subject=lambda data: queries.sitting(data.sitting), permission=rules.MANAGE,
    limit=BUSY, audited=True,
)  # fmt: skip
def drop(actor: Actor, sitting: Sitting, data: DropSitting) -> Result:
    """Take a sitting out of the work in progress; what is public keeps it until the next release."""
    actions.drop_sitting(actor, sitting, data.version)
    return {"sitting": sitting.pk}


class WriteSession(Payload):
    conference: Slug
    session: MaybeId = None
    version: MaybeVersion = None
    title: Annotated[str, Line(255, 1)]
    subtitle: Annotated[str, Line(255)] = ""
    # Plain text, Markdown or a small HTML; left out, it stays as it is
    abstract: Annotated[str, Text(MAX_PROSE, 0)] | None = None
    kind: Literal["talk", "break", "blocker"] = "talk"
    type: Annotated[str, Line(80)] = ""
    language: Annotated[str, Line(20)] = ""
    track: MaybeId = None
    chair: MaybeId = None
    minutes: Minutes = 30
    content_note: Annotated[str, Line(255)] = ""
    patients_welcome: Flag = False
    plain_language: Flag = False
    # Sign-up: how many seats, and for whom
    seats: Seats = None
    signup_domains: Annotated[str, Line(500)] = ""
    signup_roles: list[Annotated[str, Line(40)]] = []


@command(
    "session.write", schema=WriteSession, subject=lambda data: programme.conference(data.conference),
    permission=rules.MANAGE, limit=BUSY, audited=True,
)  # fmt: skip
def write_session(actor: Actor, conference: Conference, data: WriteSession) -> Result:
    """Make a session, a break or something that keeps a place free, or change what it is."""
    found = queries.sessions(conference.pk, [data.session])[0] if data.session else None
    if found is not None and data.version is None:
        raise Invalid("field.missing", _("Please fill this in."), field="version")
    left = {"conference", "session", "version", "track", "chair", "signup_domains", "abstract"}
    fields = data.model_dump(exclude=left)
    if data.abstract is not None:
        fields["abstract"] = prose.edited(data.abstract, found.draft.get("abstract", found.abstract) if found else "")
    fields["track_id"] = queries.item(conference.pk, "track", data.track).pk if data.track else None
    fields["chair_id"] = cast.speaker(conference.pk, data.chair).pk if data.chair else None
    fields["signup_domains"] = _domains(data.signup_domains)
    session = actions.write_session(actor, conference, found, data.version, **fields)
    return {"session": session.pk, "code": session.code, "version": session.version}


def _domains(text: str) -> list[str]:
    return sorted({word.lstrip("@").lower() for word in text.replace(",", " ").split()})[:20]


class WriteFrame(Payload):
    conference: Slug
    kind: Literal["place", "track", "type"]
    item: MaybeId = None
    version: MaybeVersion = None
    name: Annotated[str, Line(80, 1)]
    capacity: Seats = None
    minutes: Minutes = 30
    position: Annotated[Annotated[int, Field(ge=0, le=9999)] | None, BeforeValidator(_blank)] = None


@command(
    "frame.write", schema=WriteFrame, subject=lambda data: programme.conference(data.conference),
    permission=rules.MANAGE, limit=BUSY, audited=True,
)  # fmt: skip
def write_frame(actor: Actor, conference: Conference, data: WriteFrame) -> Result:
    """Make or change a place, track or session type."""
    row: items.Framing
    row = queries.item(conference.pk, data.kind, data.item) if data.item else items.FRAMINGS[data.kind]()
    fields: dict[str, Any] = {"name": data.name}
    own = {"place": ("capacity", "position"), "type": ("minutes", "position"), "track": ("position",)}[data.kind]
    fields |= {name: getattr(data, name) for name in own if name == "capacity" or getattr(data, name) is not None}
    made = actions.write_frame(actor, conference, row, data.version, **fields)
    return {"item": made.pk, "version": made.version}


class DropFrame(Payload):
    conference: Slug
    kind: Literal["place", "track", "type"]
    item: Id
    version: Version


@command(
    "frame.drop", schema=DropFrame, subject=lambda data: programme.conference(data.conference),
    permission=rules.MANAGE, limit=BUSY, audited=True,
)  # fmt: skip
def drop_frame(actor: Actor, conference: Conference, data: DropFrame) -> Result:
    """Take out a place, track or session type that nothing uses."""
    actions.drop_frame(actor, conference, queries.item(conference.pk, data.kind, data.item), data.version)
    return {"item": data.item}


class CopyDay(Payload):
    conference: Slug
    source: date
    target: date
    everything: Flag = False


@command(
    "day.copy", schema=CopyDay, subject=lambda data: programme.conference(data.conference),
    permission=rules.MANAGE, limit=Limit(30, per=600), audited=True,
)  # fmt: skip
def copy_day(actor: Actor, conference: Conference, data: CopyDay) -> Result:
    """Repeat the breaks of a day on another one, or all of it, its sessions as drafts."""
    if not conference.starts_on <= data.target <= conference.ends_on or data.target == data.source:
        raise Invalid("day.outside", _("Choose another day of the congress."), field="target")
    return {"copied": actions.copy_day(actor, conference, data.source, data.target, everything=data.everything)}


class ChangeMany(Payload):
    conference: Slug
    sessions: Annotated[list[Id], Field(min_length=1, max_length=1000)]
    what: Literal["track", "type", "place", "shift", "language"]
    value: Annotated[str, Line(80)] = ""


@command(
    "session.bulk", schema=ChangeMany, subject=lambda data: programme.conference(data.conference),
    permission=rules.MANAGE, limit=Limit(60, per=600), audited=True,
)  # fmt: skip
def change_many(actor: Actor, conference: Conference, data: ChangeMany) -> Result:
    """Change track, type, language or place of many sessions, or shift them by minutes, as one edit."""
    chosen = queries.sessions(conference.pk, data.sessions)
    if data.what in {"type", "language"}:
        return {"changed": actions.change_many(actor, conference, chosen, **{data.what: data.value})}
    number = _number(data.value)
    if data.what == "track":
        track = queries.item(conference.pk, "track", number).pk if data.value else None
        return {"changed": actions.change_many(actor, conference, chosen, track_id=track)}
    sittings = queries.sittings_of(chosen)
    if data.what == "place":
        where = queries.item(conference.pk, "place", number)
        return {"changed": actions.relocate_many(actor, conference, sittings, where)}
    return {"changed": actions.shift_many(actor, conference, sittings, number)}


def _number(text: str) -> int:
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    if digits and not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise Invalid("field.not_a_number", _("That is not a number."), field="value")
    return sign * int(digits or 0)
