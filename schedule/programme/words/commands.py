"""What organizers do with talks and speakers. Each change carries the version that its sender saw."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from core.actor import Actor
from core.commands import Limit, Result, command
from core.models import Conference
from core.payload import Flag, Id, Line, Payload, Slug, Text
from schedule.programme import prose, rules
from schedule.programme import queries as programme
from schedule.programme import speakers as cast
from schedule.programme.editor.commands import MaybeId, MaybeVersion
from schedule.programme.models import Session
from schedule.programme.prose import MAX_PROSE
from schedule.programme.releases import queries as released
from schedule.programme.talks import queries as talks
from schedule.programme.versions import Version
from schedule.programme.words import actions

BUSY = Limit(600, per=600)


def _blank(value: Any) -> Any:
    return None if value == "" else value


At = Annotated[int, Field(ge=0, le=1000)]
Length = Annotated[Annotated[int, Field(ge=1, le=1440)] | None, BeforeValidator(_blank)]
Prose = Annotated[str, Text(MAX_PROSE, 0)]


class WriteTalk(Payload):
    session: Id
    version: Version
    # Its place in the order, from 0; without one it is a new talk
    at: Annotated[At | None, BeforeValidator(_blank)] = None
    title: Annotated[str, Line(255, 1)]
    # Who gives it, in the order in which they are named
    speakers: list[Id] = []
    # One more by name ("Name" or "Name, CODE"), made when nobody has it
    add: Annotated[str, Line(140)] = ""
    affiliation: Annotated[str, Line(200)] = ""
    minutes: Length = None
    abstract: Prose = ""
    lay_summary: Prose = ""
    doi: Annotated[str, Line(200)] = ""
    disclosures: Annotated[str, Text(2000, 0)] = ""
    unpublished: Flag = False


@command(
    "talk.write", schema=WriteTalk, subject=lambda data: released.session(data.session), permission=rules.MANAGE,
    limit=BUSY, audited=True,
)  # fmt: skip
def write_talk(actor: Actor, session: Session, data: WriteTalk) -> Result:
    """Add a talk to a session or change one; of a public session it waits for the next release."""
    planned = talks.planned(session)
    before = planned[data.at] if data.at is not None and data.at < len(planned) else talks.blank("")
    fields = data.model_dump(exclude={"session", "version", "at", "add", "affiliation"})
    fields |= {name: prose.edited(fields[name], before[name]) for name in ("abstract", "lay_summary")}
    if data.add:
        one = actions.named(actor, session.conference_id, data.add, data.affiliation)
        fields["speakers"] = list(dict.fromkeys([*data.speakers, one.pk]))
    actions.write_talk(actor, session, data.version, data.at, **fields)
    return {"session": session.pk, "version": session.version}


class MoveTalk(Payload):
    session: Id
    version: Version
    at: At
    to: At


@command(
    "talk.move", schema=MoveTalk, subject=lambda data: released.session(data.session), permission=rules.MANAGE,
    limit=BUSY, audited=True,
)  # fmt: skip
def move_talk(actor: Actor, session: Session, data: MoveTalk) -> Result:
    """Put a talk at another place in the order of its session."""
    actions.move_talk(actor, session, data.version, data.at, data.to)
    return {"session": session.pk, "version": session.version}


class DropTalk(Payload):
    session: Id
    version: Version
    at: At


@command(
    "talk.drop", schema=DropTalk, subject=lambda data: released.session(data.session), permission=rules.MANAGE,
    limit=BUSY, audited=True,
)  # fmt: skip
def drop_talk(actor: Actor, session: Session, data: DropTalk) -> Result:
    """Take a talk out of its session."""
    actions.drop_talk(actor, session, data.version, data.at)
    return {"session": session.pk, "version": session.version}


class WriteSpeaker(Payload):
    conference: Slug
    speaker: MaybeId = None
    version: MaybeVersion = None
    name: Annotated[str, Line(120, 1)]
    affiliation: Annotated[str, Line(200)] = ""
    biography: Prose = ""


@command(
    "speaker.write", schema=WriteSpeaker, subject=lambda data: programme.conference(data.conference),
    permission=rules.MANAGE, limit=BUSY, audited=True,
)  # fmt: skip
def write_speaker(actor: Actor, conference: Conference, data: WriteSpeaker) -> Result:
    """Make a speaker, or change name, affiliation and biography; that is public at once."""
    found = cast.speaker(conference.pk, data.speaker) if data.speaker else None
    told = prose.edited(data.biography, found.biography if found else "")
    row = actions.write_speaker(
        actor, conference, found, data.version, name=data.name, affiliation=data.affiliation, biography=told
    )
    return {"speaker": row.pk, "version": row.version}


class DropSpeaker(Payload):
    conference: Slug
    speaker: Id
    version: Version


@command(
    "speaker.drop", schema=DropSpeaker, subject=lambda data: programme.conference(data.conference),
    permission=rules.MANAGE, limit=BUSY, audited=True,
)  # fmt: skip
def drop_speaker(actor: Actor, conference: Conference, data: DropSpeaker) -> Result:
    """Take out a speaker who gives no talk and chairs nothing."""
    actions.drop_speaker(actor, conference, cast.speaker(conference.pk, data.speaker), data.version)
    return {"speaker": data.speaker}
