"""What one may do with the stage of a room."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import BeforeValidator

from conference.rooms import queries as rooms
from conference.rooms import rules as room_rules
from conference.rooms.commands import RUN
from conference.rooms.models import Room, StageSource
from conference.rooms.stage import actions, queries
from core import clock
from core.actor import Actor
from core.commands import Limit, Result, command
from core.errors import Invalid
from core.payload import Id, Line, Payload


class OneRoom(Payload):
    room: Id


class AddSource(OneRoom):
    label: Annotated[str, Line(60, 1)]
    url: Annotated[str, Line(500, 1)]
    captions: Annotated[str, Line(500)] = ""


# An empty field of a form is no answer, not a wrong one
Day = Annotated[date | None, BeforeValidator(lambda value: value or None)]


class AttachRecording(OneRoom):
    url: Annotated[str, Line(500, 1)]
    captions: Annotated[str, Line(500)] = ""
    # Minutes and seconds as players show them, "1:02:30", or seconds
    begins: Annotated[str, Line(10)] = ""
    until: Day = None
    # No default: the speakers have been asked
    consent: Literal["yes"]


class SetMark(OneRoom):
    mark: Literal["open", "no_photo", "no_recording"]
    # No recording is shown before this day begins, on the clock of the congress
    embargo: Day = None


class OneSource(Payload):
    source: Id


def _room(data: OneRoom) -> Room:
    return rooms.room(data.room)


def _source(data: OneSource) -> StageSource:
    return queries.source(data.source)


def may_change(actor: Actor, source: StageSource) -> bool:
    return source.room is not None and room_rules.may_enter(actor, source.room)


def may_order(actor: Actor, source: StageSource) -> bool:
    return source.room is not None and room_rules.may_stage(actor, source.room)


@command(
    "stage.add_source", schema=AddSource, subject=_room, permission=RUN, rule=room_rules.may_stage,
    limit=Limit(60, 60), audited=True, form="conference/_source_form.html",
)  # fmt: skip
def add_source(actor: Actor, room: Room, data: AddSource) -> Result:
    """Give the stage of a room another source; the first that works plays."""
    source = actions.add_source(room, label=data.label, url=data.url, captions=data.captions)
    return {"source": source.pk}


@command(
    "stage.drop_source", schema=OneSource, subject=_source, permission=RUN, rule=may_change, limit=Limit(60, 60),
    audited=True,
)  # fmt: skip
def drop_source(actor: Actor, source: StageSource, data: OneSource) -> Result:
    """Take a source away from the stage of a room."""
    actions.drop_source(source)
    return {}


@command(
    "stage.first", schema=OneSource, subject=_source, permission=RUN, rule=may_order, limit=Limit(60, 60),
    audited=True,
)  # fmt: skip
def first(actor: Actor, source: StageSource, data: OneSource) -> Result:
    """Let a source of a room play before its others."""
    actions.first(source)
    return {}


@command(
    "stage.renew_key", schema=OneRoom, subject=_room, permission=RUN, rule=room_rules.may_stage,
    limit=Limit(20, 3600), audited=True,
)  # fmt: skip
def renew_key(actor: Actor, room: Room, data: OneRoom) -> Result:
    """End the stream keys of a room, since one went astray; its desk shows a new one."""
    actions.renew_key(room)
    return {}


@command(
    "recording.attach", schema=AttachRecording, subject=_room, permission=RUN, rule=room_rules.may_stage,
    limit=Limit(60, 60), audited=True, form="conference/_recording_form.html",
)  # fmt: skip
def attach_recording(actor: Actor, room: Room, data: AttachRecording) -> Result:
    """Show the recording of a session in its room once it is over, as long as its speakers agreed to."""
    until = datetime.combine(data.until, time.max, clock.zone(room.conference.zone)) if data.until else None
    offset = _seconds(data.begins)
    actions.attach_recording(room, url=data.url, captions=data.captions, offset=offset, until=until)
    return {"offset": offset}


def _seconds(text: str) -> int:
    """Seconds of "1:02:30", "2:30" or "150"; 0 for nothing."""
    parts = text.split(":") if text else []
    if len(parts) > 3 or not all(part.isascii() and part.isdigit() and len(part) < 6 for part in parts):
        raise Invalid("recording.begins", _("Write the beginning as 1:02:30 or 2:30."), field="begins")
    seconds = 0
    for part in parts:
        seconds = seconds * 60 + int(part)
    return seconds


@command(
    "recording.drop", schema=OneRoom, subject=_room, permission=RUN, rule=room_rules.may_enter, limit=Limit(60, 60),
    audited=True,
)  # fmt: skip
def drop_recording(actor: Actor, room: Room, data: OneRoom) -> Result:
    """Take the recording of a session away."""
    actions.drop_recording(room)
    return {}


@command(
    "room.mark", schema=SetMark, subject=_room, permission=RUN, rule=room_rules.may_enter, limit=Limit(60, 60),
    audited=True,
)  # fmt: skip
def set_mark(actor: Actor, room: Room, data: SetMark) -> Result:
    """Say whether photos and a recording are welcome, and until which day nothing is shown afterwards."""
    starts = datetime.combine(data.embargo, time.min, clock.zone(room.conference.zone)) if data.embargo else None
    actions.set_mark(room, data.mark, starts)
    return {"mark": data.mark}
