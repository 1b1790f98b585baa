"""Commands of series."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from django.urls import reverse
from pydantic import BeforeValidator, Field

from core.actor import Actor
from core.commands import Limit, Result, command
from core.models import Conference
from core.payload import Flag, Id, Line, Payload, Slug, Text, Zone
from schedule.programme import rules
from schedule.programme.versions import Version
from schedule.series import actions, planning, queries
from schedule.series.models import Meeting, Series


def _naive(value: object) -> object:
    """A wall clock as a form sends it: it says no zone, the series does."""
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value[:19]).replace(tzinfo=None)
        except ValueError:
            return value
    return value


def _empty_is_none(value: object) -> object:
    return None if value == "" else value


Wall = Annotated[datetime, BeforeValidator(_naive)]
Minutes = Annotated[int, Field(ge=5, le=12 * 60)]
Fold = Annotated[Literal[0, 1] | None, BeforeValidator(lambda value: {"0": 0, "1": 1, "": None}.get(str(value)))]
PlaceId = Annotated[Id | None, BeforeValidator(_empty_is_none)]


class CreateSeries(Payload):
    conference: Slug
    title: Annotated[str, Line(200, 1)]
    about: Annotated[str, Text(4000, 0)] = ""
    kind: Literal["webinar", "club", "committee", "other"] = "webinar"
    every: Literal["week", "fortnight", "month_day", "month_weekday"]
    zone: Zone
    start: Wall
    minutes: Minutes = 60
    times: Annotated[int, Field(ge=1, le=planning.MOST_TIMES)] = 6
    place: PlaceId = None
    fold: Fold = None


@command(
    "series.create", schema=CreateSeries, subject=lambda data: queries.conference(data.conference),
    permission=rules.MANAGE, limit=Limit(30, per=3600), audited=True, form="schedule/series/_new_form.html",
)  # fmt: skip
def create(actor: Actor, conference: Conference, data: CreateSeries) -> Result:
    """Let something come again: each time is a session of its own, with its own room."""
    words = data.model_dump(exclude={"conference", "place"})
    place = queries.place(conference.pk, data.place)
    series = actions.create_series(actor, conference, place=place, **words)
    return {"series": series.pk, "url": f"{reverse('series-keeping', args=[conference.slug])}#series-{series.pk}"}


class MoveMeeting(Payload):
    meeting: Id
    version: Version
    start: Wall
    minutes: Minutes
    place: PlaceId = None
    fold: Fold = None


def _meeting(data: MoveMeeting | SetMeeting | NameMeeting) -> Meeting:
    return queries.meeting(data.meeting)


@command(
    "meeting.move", schema=MoveMeeting, subject=_meeting, permission=rules.MANAGE, limit=Limit(120, per=3600),
    audited=True, form="schedule/series/_move_form.html",
)  # fmt: skip
def move(actor: Actor, meeting: Meeting, data: MoveMeeting) -> Result:
    """Give one meeting of a series another time or place; who starred it is told."""
    place = queries.place(meeting.conference_id, data.place)
    actions.move_meeting(actor, meeting, data.start, data.minutes, place, data.fold, data.version)
    return {"meeting": meeting.pk}


class SetMeeting(Payload):
    meeting: Id
    on: Flag


@command(
    "meeting.set", schema=SetMeeting, subject=_meeting, permission=rules.MANAGE, limit=Limit(120, per=3600),
    audited=True,
)  # fmt: skip
def set_(actor: Actor, meeting: Meeting, data: SetMeeting) -> Result:
    """Cancel one meeting of a series, or bring it back; who starred it is told."""
    (actions.restore_meeting if data.on else actions.cancel_meeting)(actor, meeting)
    return {"meeting": meeting.pk, "on": data.on}


class NameMeeting(Payload):
    meeting: Id
    title: Annotated[str, Line(200, 0)] = ""


@command(
    "meeting.name", schema=NameMeeting, subject=_meeting, permission=rules.MANAGE, limit=Limit(120, per=3600),
    audited=True,
)  # fmt: skip
def name(actor: Actor, meeting: Meeting, data: NameMeeting) -> Result:
    """Say what one meeting of a series is about."""
    actions.name_meeting(actor, meeting, data.title)
    return {"meeting": meeting.pk}


class MoveSeries(Payload):
    series: Id
    time: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    days: Annotated[int, Field(ge=-6, le=6)] = 0
    minutes: Minutes


class EndSeries(Payload):
    series: Id


def _series(data: MoveSeries | EndSeries) -> Series:
    return queries.series(data.series)


@command(
    "series.move", schema=MoveSeries, subject=_series, permission=rules.MANAGE, limit=Limit(30, per=3600), audited=True,
)  # fmt: skip
def move_series(actor: Actor, series: Series, data: MoveSeries) -> Result:
    """Move all meetings to come to another hour, and by some days if wanted; who starred one is told."""
    at = datetime.combine(date.min, datetime.strptime(data.time, "%H:%M").time())  # noqa: DTZ007  a wall clock
    return {"series": series.pk, "moved": actions.move_series(actor, series, data.days, at, data.minutes)}


@command(
    "series.end", schema=EndSeries, subject=_series, permission=rules.MANAGE, limit=Limit(30, per=3600), audited=True,
)  # fmt: skip
def end(actor: Actor, series: Series, data: EndSeries) -> Result:
    """End a series: all its meetings to come are cancelled."""
    return {"series": series.pk, "cancelled": actions.end_series(actor, series)}
