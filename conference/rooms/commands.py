"""What one may do with a room itself."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Protocol

from django.utils.translation import gettext as _
from pydantic import Field

from accounts import queries as people
from accounts.commands import ORGANIZE
from conference.rooms import actions, features, queries, rules
from conference.rooms.models import Room
from core import permissions
from core.actor import Actor
from core.commands import Limit, Result, command
from core.errors import Invalid
from core.payload import Flag, Id, Line, Payload

REACT = permissions.declare("reaction.send", "React in rooms", roles=["attendee", "guest"], writing=True)
RUN = permissions.declare("room.run", "Open and close rooms, choose their stage", roles=["moderator", "chair"])

# Live-rooms.md: a delay of 3-15 s
SHORTEST_DELAY = 3


class ChangeRoom(Payload):
    room: Id
    opening: Literal["schedule", "open", "closed"]
    questions_wait: Flag = False


class Writing(Payload):
    """How people write in a place; a lounge has the same."""

    chat_for: Literal["all", "moderators"]
    chat_seconds: Annotated[int, Field(ge=0, le=600)] = 0
    chat_delay: Annotated[int, Field(ge=0, le=15)] = 0
    chat_waits: Flag = False

    def chosen(self) -> dict[str, Any]:
        """The fields of the place. Raises Invalid for a delay in which nobody could stop anything."""
        if 0 < self.chat_delay < SHORTEST_DELAY:
            raise Invalid("chat.delay", _("A moderator needs at least three seconds."), field="chat_delay")
        return {name: getattr(self, name) for name in Writing.model_fields}


class ChangeChat(Writing):
    room: Id


class SetPreset(Payload):
    room: Id
    preset: Literal["", "patients"]


class SetFeatures(Payload):
    room: Id
    # What is on, by name; what is not said is off
    on: Annotated[list[Annotated[str, Line(20)]], Field(max_length=20)] = []


class SetKind(Payload):
    room: Id
    kind: Literal["stage", "workshop"]


class LetGuestsIn(Payload):
    room: Id
    on: Flag


class React(Payload):
    room: Id
    kind: Literal["applause", "thanks", "insight", "agree", "surprise"]


class NameChair(Payload):
    room: Id
    email: Annotated[str, Line(254, 3)]


class DropChair(Payload):
    room: Id
    ref: Annotated[str, Line(16, 1)]


class _OneRoom(Protocol):
    @property
    def room(self) -> int: ...


def _room(data: _OneRoom) -> Room:
    return queries.room(data.room)


@command(
    "room.change", schema=ChangeRoom, subject=_room, permission=RUN, rule=rules.may_enter, limit=Limit(60, 60),
    audited=True,
)  # fmt: skip
def change_room(actor: Actor, room: Room, data: ChangeRoom) -> Result:
    """Open or close a room by hand, and say whether questions wait for a moderator."""
    actions.change_room(actor, room, opening=data.opening, questions_wait=data.questions_wait)
    return {}


@command(
    "room.chat", schema=ChangeChat, subject=_room, permission="moderate", rule=rules.may_enter, limit=Limit(60, 60),
    audited=True,
)  # fmt: skip
def change_chat(actor: Actor, room: Room, data: ChangeChat) -> Result:
    """Say who writes in the chat of a room, how fast, and whether a moderator reads first or can stop a message."""
    actions.change_room(actor, room, **data.chosen())
    return {}


@command(
    "room.preset", schema=SetPreset, subject=_room, permission="moderate", rule=rules.may_enter, limit=Limit(60, 60),
    audited=True,
)  # fmt: skip
def set_preset(actor: Actor, room: Room, data: SetPreset) -> Result:
    """Make it a patients' session: anonymous first, all is read before others see it, no counts; or as it was."""
    actions.set_preset(actor, room, data.preset)
    return {"preset": data.preset}


@command(
    "room.features", schema=SetFeatures, subject=_room, permission=RUN, rule=rules.may_enter, limit=Limit(60, 60),
    audited=True,
)  # fmt: skip
def set_features(actor: Actor, room: Room, data: SetFeatures) -> Result:
    """Say what a room has: stage, captions, chat, files, questions, polls, hands, reactions; the rest is off."""
    known = [feature.key for feature in features.registered()]
    if unknown := sorted(set(data.on) - set(known)):
        raise Invalid("room.no_feature", _("No room has this: %(name)s") % {"name": unknown[0]}, field="on")
    return {"off": actions.set_off(actor, room, sorted(set(known) - set(data.on)))}


@command(
    "room.kind", schema=SetKind, subject=_room, permission=RUN, rule=rules.may_enter, limit=Limit(60, 60),
    audited=True,
)  # fmt: skip
def set_kind(actor: Actor, room: Room, data: SetKind) -> Result:
    """Make a room a stage, where one speaks to many, or a workshop, where everybody may speak; and back as it was."""
    actions.change_room(actor, room, kind=data.kind)
    return {"kind": room.kind, "off": room.off}


@command(
    "room.guests", schema=LetGuestsIn, subject=_room, permission=ORGANIZE, rule=rules.may_enter, limit=Limit(60, 60),
    audited=True,
)  # fmt: skip
def let_guests_in(actor: Actor, room: Room, data: LetGuestsIn) -> Result:
    """Let in whoever has the code of the room, without an account, or members only again."""
    actions.let_guests_in(room, data.on)
    return {"on": data.on}


@command(
    "reaction.send", schema=React, subject=_room, permission=REACT, rule=rules.may_react, limit=Limit(30, 30),
    fleeting=True,
)  # fmt: skip
def react(actor: Actor, room: Room, data: React) -> Result:
    """Applaud, thank, agree: summed up each second with what others do, and kept nowhere."""
    actions.react(room, data.kind)
    return {}


@command(
    "chair.name", schema=NameChair, subject=_room, permission=ORGANIZE, rule=rules.may_enter, limit=Limit(120, 3600),
    audited=True, form="conference/_chair_form.html",
)  # fmt: skip
def name_chair(actor: Actor, room: Room, data: NameChair) -> Result:
    """Let a member chair one session: she moderates its room and no other."""
    member = people.by_address(room.conference_id, data.email)
    if member is None:
        raise Invalid("chair.no_member", _("Nobody with this address has joined the congress."), field="email")
    actions.let_chair(actor, room, member, True)
    return {"ref": member.ref}


@command(
    "chair.drop", schema=DropChair, subject=_room, permission=ORGANIZE, rule=rules.may_enter, limit=Limit(120, 3600),
    audited=True,
)  # fmt: skip
def drop_chair(actor: Actor, room: Room, data: DropChair) -> Result:
    """Take the chair of one session away again."""
    member = people.holders(room.conference_id, queries.CHAIR, room.scope).filter(ref=data.ref).first()
    if member is not None:
        actions.let_chair(actor, room, member, False)
    return {}
