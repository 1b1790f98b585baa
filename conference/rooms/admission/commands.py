"""Saying whom a room is for."""

from __future__ import annotations

from typing import Annotated, Literal

from django.urls import reverse

from accounts import queries as people
from accounts.commands import ORGANIZE
from conference.rooms import queries as rooms
from conference.rooms import rules
from conference.rooms.admission import actions
from conference.rooms.commands import RUN
from conference.rooms.models import Room
from core.actor import Actor
from core.commands import Limit, Result, command
from core.payload import Id, Line, Payload


class SetVisibility(Payload):
    room: Id
    visibility: Literal["public", "attendees", "roles", "invited"]
    roles: list[Annotated[str, Line(40)]] = []


class OneMember(Payload):
    room: Id
    ref: Annotated[str, Line(16, 1)]


def _room(data: SetVisibility | OneMember) -> Room:
    return rooms.room(data.room)


@command(
    "room.visibility", schema=SetVisibility, subject=_room, permission=ORGANIZE, rule=rules.may_enter,
    limit=Limit(60, 60), audited=True,
)  # fmt: skip
def set_visibility(actor: Actor, room: Room, data: SetVisibility) -> Result:
    """Say whom a room is for: everybody, everybody at the congress, some roles, or who is invited."""
    actions.set_visibility(actor, room, data.visibility, data.roles)
    return {"visibility": data.visibility}


@command(
    "room.invite", schema=OneMember, subject=_room, permission=RUN, rule=rules.may_enter, limit=Limit(200, 3600),
    audited=True,
)  # fmt: skip
def invite(actor: Actor, room: Room, data: OneMember) -> Result:
    """Let a member into a room that is for some only, and tell her."""
    url = reverse("session", args=[room.conference.slug, room.session.code])
    return {"fresh": actions.invite(actor, room, people.fellow(actor, data.ref), room.session.title, url)}


@command(
    "room.uninvite", schema=OneMember, subject=_room, permission=RUN, rule=rules.may_enter, limit=Limit(200, 3600),
    audited=True,
)  # fmt: skip
def uninvite(actor: Actor, room: Room, data: OneMember) -> Result:
    """Take an invitation to a room back; open pages close at once."""
    actions.uninvite(actor, room, data.ref)
    return {}
