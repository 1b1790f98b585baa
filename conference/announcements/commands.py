"""Saying something to a room or to everybody."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from accounts import queries as people
from conference.announcements import actions, queries, rules
from conference.announcements.models import Announcement
from conference.rooms import queries as rooms
from conference.rooms.models import Room
from conference.rooms.rules import may_enter
from core import permissions
from core.actor import Actor
from core.commands import Limit, Result, command
from core.models import Conference
from core.payload import Flag, Id, Line, Payload, Slug

ANNOUNCE = permissions.declare("announce", "Announce something to all", roles=["moderator", "chair"])
WEEK = 7 * 24 * 60


class _Words(Payload):
    text: Annotated[str, Line(400, 1)]
    minutes: Annotated[int, Field(ge=1, le=WEEK)] = 60
    draft: Flag = False


class ToAll(_Words):
    conference: Slug
    urgent: Flag = False


class ToRoom(_Words):
    room: Id


class Move(Payload):
    announcement: Id
    state: Literal["active", "archived"]


def _conference(data: ToAll) -> Conference:
    return people.conference(data.conference)


def _room(data: ToRoom) -> Room:
    return rooms.room(data.room)


def _announcement(data: Move) -> Announcement:
    return queries.announcement(data.announcement)


@command(
    "announcement.write", schema=ToAll, subject=_conference, permission=ANNOUNCE, limit=Limit(20, 3600), audited=True,
    form="conference/_announcement_form.html",
)  # fmt: skip
def write(actor: Actor, conference: Conference, data: ToAll) -> Result:
    """Announce something to the whole congress; when it is urgent, by letter as well."""
    words = data.model_dump(exclude={"conference"})
    return {"announcement": actions.write(actor, conference.pk, None, **words).pk}


@command(
    "announcement.write_here", schema=ToRoom, subject=_room, permission=ANNOUNCE, rule=may_enter,
    limit=Limit(30, 3600), audited=True, form="conference/_announcement_form.html",
)  # fmt: skip
def write_here(actor: Actor, room: Room, data: ToRoom) -> Result:
    """Announce something to one room."""
    words = data.model_dump(exclude={"room"})
    return {"announcement": actions.write(actor, room.conference_id, room, urgent=False, **words).pk}


@command(
    "announcement.move", schema=Move, subject=_announcement, permission=ANNOUNCE, rule=rules.may_move,
    limit=Limit(60, 3600), audited=True,
)  # fmt: skip
def move(actor: Actor, announcement: Announcement, data: Move) -> Result:
    """Show a draft, or take an announcement away."""
    actions.move(announcement, data.state)
    return {"announcement": announcement.pk, "state": data.state}
