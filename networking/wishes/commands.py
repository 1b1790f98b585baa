"""What one may say about whom one would like to meet, and whom not."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from accounts import queries as people
from core import permissions
from core.actor import Actor
from core.commands import Limit, Result, command
from core.models import Conference
from core.payload import Flag, Id, Line, Payload, Slug, Text
from networking.mentors.choices import HELP, PATHS
from networking.mentors.commands import known_help, known_path
from networking.wishes import actions, queries, rules
from networking.wishes.models import MOST_CHATS
from networking.wishes.models import Conflict as Apart

SAFETY = permissions.declare("conflict.safety", "Keep two people apart for their safety", roles=["safety"])
Ref = Annotated[str, Line(16, 1)]
Help = Annotated[str, AfterValidator(known_help)]
Path = Annotated[str, AfterValidator(known_path)]


class Describe(Payload):
    conference: Slug
    about: Annotated[str, Text(2000, 0)] = ""
    topics: Annotated[list[Id], Field(max_length=12)] = []
    wants: Annotated[list[Help], Field(max_length=len(HELP))] = []
    paths: Annotated[list[Path], Field(max_length=len(PATHS))] = []
    chats: Annotated[int, Field(ge=1, le=MOST_CHATS)] = 1
    first_time: Flag = False
    bursary: Flag = False
    alone: Flag = False
    visibility: Literal["matched", "mentors"] = "matched"


@command(
    "mentee.describe", schema=Describe, subject=lambda data: people.conference(data.conference), permission="joined",
    limit=Limit(60, 3600), form="networking/wishes/_mentee_form.html",
)  # fmt: skip
def describe(actor: Actor, conference: Conference, data: Describe) -> Result:
    """Say what one looks for in a mentor, for rounds and the live queue."""
    fields = data.model_dump(exclude={"conference"})
    actions.describe(people.membership(actor.membership_id or 0), **fields)
    return {"saved": True}


class Prefer(Payload):
    conference: Slug
    ref: Ref
    kind: Literal["must_meet", "would_like", "no_thanks", ""] = ""


@command(
    "preference.set", schema=Prefer, subject=lambda data: people.conference(data.conference), permission="joined",
    limit=Limit(120, 3600),
)  # fmt: skip
def prefer(actor: Actor, conference: Conference, data: Prefer) -> Result:
    """Say whether one would like to meet somebody. Only the matching reads it; the other one never learns of it."""
    other = queries.member_by_ref(conference.pk, data.ref)
    actions.prefer(people.membership(actor.membership_id or 0), other, data.kind)
    return {"kind": data.kind}


class Declare(Payload):
    conference: Slug
    ref: Ref
    kind: Literal["supervisor", "coauthor", "declared"]
    year: Annotated[Annotated[int, Field(ge=1900, le=2200)] | None, BeforeValidator(lambda value: value or None)] = None


@command(
    "conflict.declare", schema=Declare, subject=lambda data: people.conference(data.conference), permission="joined",
    limit=Limit(60, 3600), form="networking/wishes/_conflict_form.html",
)  # fmt: skip
def declare(actor: Actor, conference: Conference, data: Declare) -> Result:
    """Say why one must not be paired with somebody. The other one never learns of it."""
    other = queries.member_by_ref(conference.pk, data.ref)
    made = actions.declare(people.membership(actor.membership_id or 0), other, data.kind, data.year)
    return {"conflict": made.pk}


class OneConflict(Payload):
    conflict: Id


@command(
    "conflict.drop", schema=OneConflict, subject=lambda data: queries.conflict(data.conflict), permission="joined",
    rule=rules.owns, limit=Limit(60, 3600),
)  # fmt: skip
def drop(actor: Actor, conflict: Apart, data: OneConflict) -> Result:
    """Take back a conflict one declared oneself."""
    actions.drop(conflict)
    return {"conflict": data.conflict}


class KeepApart(Payload):
    conference: Slug
    one: Ref
    other: Ref
    on: Flag = True


@command(
    "conflict.safety", schema=KeepApart, subject=lambda data: people.conference(data.conference), permission=SAFETY,
    limit=Limit(60, 3600), audited=True,
)  # fmt: skip
def keep_apart(actor: Actor, conference: Conference, data: KeepApart) -> Result:
    """Keep two people apart for safety, or lift it. Neither of them is told."""
    one, other = (queries.member_by_ref(conference.pk, ref) for ref in (data.one, data.other))
    actions.keep_apart(one, other, data.on)
    return {"on": data.on}
