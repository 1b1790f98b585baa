"""Commands of calendars and reminders."""

from __future__ import annotations

from django.urls import reverse

from core.actor import Actor
from core.commands import Limit, Result, command
from core.models import Conference
from core.payload import Flag, Id, Payload, Slug
from schedule.following import actions
from schedule.programme import queries
from schedule.programme.models import Session


class InConference(Payload):
    conference: Slug


def _conference(data: InConference) -> Conference:
    return queries.conference(data.conference)


def _page(conference: Conference) -> Result:
    return {"url": reverse("my-calendar", args=[conference.slug])}


@command(
    "calendar.subscribe", schema=InConference, subject=_conference, permission="joined", limit=Limit(20, per=3600),
    personal=True,
)  # fmt: skip
def subscribe(actor: Actor, conference: Conference, data: InConference) -> Result:
    """Make an address under which programs fetch one's schedule."""
    actions.subscribe(actor, conference)
    return _page(conference)


@command(
    "calendar.renew", schema=InConference, subject=_conference, permission="joined", limit=Limit(20, per=3600),
    personal=True,
)  # fmt: skip
def renew(actor: Actor, conference: Conference, data: InConference) -> Result:
    """Take another calendar address; the old one ends at once."""
    actions.renew(actor, conference)
    return _page(conference)


@command(
    "calendar.unsubscribe", schema=InConference, subject=_conference, permission="joined", limit=Limit(20, per=3600),
    personal=True,
)  # fmt: skip
def unsubscribe(actor: Actor, conference: Conference, data: InConference) -> Result:
    """End one's calendar address."""
    actions.unsubscribe(actor, conference)
    return _page(conference)


class SetReminder(Payload):
    session: Id
    on: Flag


@command(
    "reminder.set", schema=SetReminder, subject=lambda data: queries.public_session(data.session), permission="joined",
    limit=Limit(120, per=60),
)  # fmt: skip
def set_reminder(actor: Actor, session: Session, data: SetReminder) -> Result:
    """Be reminded of a session ten minutes before it begins, in quiet hours too; or not any more."""
    actions.set_wake(actor, session, on=data.on)
    return {"session": session.pk, "on": data.on}
