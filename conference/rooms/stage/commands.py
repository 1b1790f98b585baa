"""What one may do with the stage of a room."""

from __future__ import annotations

from typing import Annotated

from conference.rooms import queries as rooms
from conference.rooms import rules as room_rules
from conference.rooms.commands import RUN
from conference.rooms.models import Room, StageSource
from conference.rooms.stage import actions, queries
from core.actor import Actor
from core.commands import Limit, Result, command
from core.payload import Id, Line, Payload


class OneRoom(Payload):
    room: Id


class AddSource(OneRoom):
    label: Annotated[str, Line(60, 1)]
    url: Annotated[str, Line(500, 1)]
    captions: Annotated[str, Line(500)] = ""


class OneSource(Payload):
    source: Id


def _room(data: OneRoom) -> Room:
    return rooms.room(data.room)


def _source(data: OneSource) -> StageSource:
    return queries.source(data.source)


def may_change(actor: Actor, source: StageSource) -> bool:
    return source.room is not None and room_rules.may_enter(actor, source.room)


@command(
    "stage.add_source", schema=AddSource, subject=_room, permission=RUN, rule=room_rules.may_enter,
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
    "stage.first", schema=OneSource, subject=_source, permission=RUN, rule=may_change, limit=Limit(60, 60),
    audited=True,
)  # fmt: skip
def first(actor: Actor, source: StageSource, data: OneSource) -> Result:
    """Let a source of a room play before its others."""
    actions.first(source)
    return {}


@command(
    "stage.renew_key", schema=OneRoom, subject=_room, permission=RUN, rule=room_rules.may_enter,
    limit=Limit(20, 3600), audited=True,
)  # fmt: skip
def renew_key(actor: Actor, room: Room, data: OneRoom) -> Result:
    """End the stream keys of a room, since one went astray; its desk shows a new one."""
    actions.renew_key(room)
    return {}
