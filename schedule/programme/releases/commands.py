"""Commands about states and releases, and the outbox of letters about changes."""

from __future__ import annotations

from typing import Annotated, Literal

from django.urls import reverse
from pydantic import Field

from core.actor import Actor
from core.commands import Limit, Result, command
from core.models import Conference
from core.payload import Flag, Id, Line, Payload, Slug, Text
from schedule.programme import queries as programme
from schedule.programme import rules
from schedule.programme.history import actions as history
from schedule.programme.models import Session
from schedule.programme.releases import actions, queries

Ids = Annotated[list[Id], Field(min_length=1, max_length=2000)]
STATES = Literal["", "draft", "submitted", "accepted", "confirmed", "rejected", "withdrawn", "cancelled"]


class PublishRelease(Payload):
    conference: Slug
    version: Annotated[str, Line(80, 1)]
    note: Annotated[str, Text(2000, 0)] = ""


@command(
    "release.publish", schema=PublishRelease, subject=lambda data: programme.conference(data.conference),
    permission=rules.MANAGE, limit=Limit(20, per=3600), audited=True, form="schedule/_publish_form.html",
)  # fmt: skip
def publish(actor: Actor, conference: Conference, data: PublishRelease) -> Result:
    """Publish the programme as it stands now; letters about what changed wait in the outbox."""
    release = actions.publish(actor, conference.pk, data.version, data.note)
    return {"release": release.number, "url": reverse("programme-outbox", args=[conference.slug])}


class ResetToRelease(Payload):
    conference: Slug
    number: Id


@command(
    "release.reset", schema=ResetToRelease, subject=lambda data: programme.conference(data.conference),
    permission=rules.MANAGE, limit=Limit(20, per=3600), audited=True,
)  # fmt: skip
def reset(actor: Actor, conference: Conference, data: ResetToRelease) -> Result:
    """Take the work in progress back to where a release has everything; what is public stays until the next one."""
    release = queries.release(conference.pk, data.number)
    return {"changed": history.go_back(actor, release), "url": reverse("programme-release", args=[conference.slug])}


class SendChanges(Payload):
    conference: Slug
    changes: Ids
    note: Annotated[str, Text(1000, 0)] = ""


@command(
    "outbox.send", schema=SendChanges, subject=lambda data: programme.conference(data.conference),
    permission=rules.MANAGE, limit=Limit(60, per=3600), audited=True,
)  # fmt: skip
def send(actor: Actor, conference: Conference, data: SendChanges) -> Result:
    """Send the letters about these changes to those who starred the sessions, with a word of one's own if wanted."""
    sent = actions.send(data.changes, conference.pk, data.note)
    return {"changes": sent, "url": reverse("programme-outbox", args=[conference.slug])}


class DropChanges(Payload):
    conference: Slug
    changes: Ids


@command(
    "outbox.drop", schema=DropChanges, subject=lambda data: programme.conference(data.conference),
    permission=rules.MANAGE, limit=Limit(60, per=3600), audited=True,
)  # fmt: skip
def drop(actor: Actor, conference: Conference, data: DropChanges) -> Result:
    """Send no letter about these changes."""
    dropped = actions.drop(data.changes, conference.pk)
    return {"changes": dropped, "url": reverse("programme-outbox", args=[conference.slug])}


class Decide(Payload):
    session: Id
    state: STATES
    now: Flag = False


@command(
    "session.decide", schema=Decide, subject=lambda data: queries.session(data.session), permission=rules.MANAGE,
    limit=Limit(600, per=600), audited=True,
)  # fmt: skip
def decide(actor: Actor, session: Session, data: Decide) -> Result:
    """Decide what becomes of a session: now, or kept until it is announced; an empty state takes a kept one back."""
    decided = actions.decide(session, data.state, now=data.now)
    return {"session": decided.pk, "state": decided.state, "pending": decided.pending_state}


class Announce(Payload):
    conference: Slug


@command(
    "session.announce", schema=Announce, subject=lambda data: programme.conference(data.conference),
    permission=rules.MANAGE, limit=Limit(20, per=3600), audited=True,
)  # fmt: skip
def announce(actor: Actor, conference: Conference, data: Announce) -> Result:
    """Let all kept decisions hold, and write to the speakers of what was accepted, rejected or cancelled."""
    return {"announced": actions.announce(conference)}


class Confirm(Payload):
    session: Id


@command(
    "session.confirm", schema=Confirm, subject=lambda data: queries.session(data.session), permission="joined",
    rule=rules.may_confirm, limit=Limit(60, per=3600),
)  # fmt: skip
def confirm(actor: Actor, session: Session, data: Confirm) -> Result:
    """Confirm as a speaker that one will give an accepted session."""
    actions.confirm(session)
    return {"session": session.pk}
