"""What organizers, and those who moderate, may do with lounges."""

from __future__ import annotations

from typing import Annotated, Literal

from accounts import queries as people
from accounts.commands import ORGANIZE
from conference.lounges import actions, queries, rules
from conference.lounges.models import Lounge
from conference.rooms.admission import actions as admission
from conference.rooms.commands import Writing
from core.actor import Actor
from core.commands import Limit, Result, command
from core.models import Conference
from core.payload import Flag, Id, Line, Payload, Slug


class _Words(Payload):
    name: Annotated[str, Line(80, 1)]
    about: Annotated[str, Line(300)] = ""
    visibility: Literal["attendees", "roles", "invited"] = "attendees"
    roles: list[Annotated[str, Line(40)]] = []


class Make(_Words):
    conference: Slug


class Change(_Words):
    lounge: Id
    open: Flag = False


class Archive(Payload):
    lounge: Id
    on: Flag


class SetChat(Writing):
    lounge: Id


class OneMember(Payload):
    lounge: Id
    ref: Annotated[str, Line(16, 1)]


def _conference(data: Make) -> Conference:
    return people.conference(data.conference)


def _lounge(data: Change | Archive | SetChat | OneMember) -> Lounge:
    return queries.lounge(data.lounge)


@command(
    "lounge.make", schema=Make, subject=_conference, permission=ORGANIZE, limit=Limit(60, 3600), audited=True
)  # fmt: skip
def make(actor: Actor, conference: Conference, data: Make) -> Result:
    """Make a lounge: a room without a session, where people talk."""
    return {"lounge": actions.make(conference, **data.model_dump(exclude={"conference"})).pk}


@command(
    "lounge.change", schema=Change, subject=_lounge, permission=ORGANIZE,
    limit=Limit(60, 60), audited=True,
)  # fmt: skip
def change(actor: Actor, lounge: Lounge, data: Change) -> Result:
    """Name a lounge, open or close it, and say whom it is for."""
    actions.change(lounge, **data.model_dump(exclude={"lounge"}))
    return {}


@command(
    "lounge.archive", schema=Archive, subject=_lounge, permission=ORGANIZE,
    limit=Limit(60, 60), audited=True,
)  # fmt: skip
def archive(actor: Actor, lounge: Lounge, data: Archive) -> Result:
    """Take a lounge away with all that was said in it, or bring it back."""
    actions.archive(lounge, data.on)
    return {"on": data.on}


@command(
    "lounge.chat", schema=SetChat, subject=_lounge, permission="joined", rule=rules.CHAT.moderates,
    limit=Limit(60, 60), audited=True,
)  # fmt: skip
def set_chat(actor: Actor, lounge: Lounge, data: SetChat) -> Result:
    """Say who writes in a lounge, how fast, and whether a moderator reads first or can stop a message."""
    actions.set_chat(lounge, **data.chosen())
    return {}


@command(
    "lounge.invite", schema=OneMember, subject=_lounge, permission=ORGANIZE,
    limit=Limit(200, 3600), audited=True,
)  # fmt: skip
def invite(actor: Actor, lounge: Lounge, data: OneMember) -> Result:
    """Let a member into a lounge that is for some only, and tell her."""
    return {"fresh": actions.invite(actor, lounge, people.fellow(actor, data.ref))}


@command(
    "lounge.uninvite", schema=OneMember, subject=_lounge, permission=ORGANIZE,
    limit=Limit(200, 3600), audited=True,
)  # fmt: skip
def uninvite(actor: Actor, lounge: Lounge, data: OneMember) -> Result:
    """Take an invitation to a lounge back; open pages close at once."""
    admission.uninvite(actor, lounge, data.ref)
    return {}
