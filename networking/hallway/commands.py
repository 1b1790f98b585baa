"""Walking the hallway, sitting down at tables."""

from __future__ import annotations

from typing import Annotated, Literal

from django.urls import reverse

from accounts import queries as people
from core.actor import Actor
from core.commands import Limit, Result, command
from core.models import Conference
from core.payload import Id, Line, Payload, Slug
from networking.hallway import actions, queries, rules
from networking.hallway.models import Circle, Meeting

WRITE = "message.write"


class Here(Payload):
    conference: Slug


def _here(data: Here) -> Conference:
    return people.conference(data.conference)


@command("hallway.join", schema=Here, subject=_here, permission=WRITE, limit=Limit(60, 3600))
def join(actor: Actor, conference: Conference, data: Here) -> Result:
    """Walk the hallway and meet whoever comes along, for three minutes."""
    meeting = actions.stroll(actor, conference)
    if meeting is None:
        return {"meeting": None, "url": reverse("hallway", args=[conference.slug])}
    return {"meeting": meeting.pk, "url": reverse("hallway_meeting", args=[conference.slug, meeting.pk])}


@command("hallway.leave", schema=Here, subject=_here, permission="joined", limit=Limit(60, 3600))
def leave(actor: Actor, conference: Conference, data: Here) -> Result:
    """Leave the hallway."""
    actions.stop(actor)
    return {"url": reverse("hallway", args=[conference.slug])}


class OneMeeting(Payload):
    meeting: Id


@command(
    "hallway.stay", schema=OneMeeting, subject=lambda data: queries.meeting(data.meeting), permission="joined",
    rule=rules.meets, limit=Limit(60, 3600),
)  # fmt: skip
def stay(actor: Actor, meeting: Meeting, data: OneMeeting) -> Result:
    """Say that one would like to stay in touch. The other one learns it when both would."""
    return {"both": actions.stay(actor, meeting)}


class OpenCircle(Here):
    kind: Literal["offer", "ask"]
    topic: Annotated[str, Line(120, 3)]


@command(
    "circle.open", schema=OpenCircle, subject=_here, permission=WRITE, limit=Limit(10, 3600),
    form="networking/hallway/_open_form.html",
)  # fmt: skip
def open_circle(actor: Actor, conference: Conference, data: OpenCircle) -> Result:
    """Open a table about one topic, for up to four."""
    one = actions.open_circle(actor, conference, data.kind, data.topic)
    return {"circle": one.pk, "url": reverse("circle", args=[conference.slug, one.pk])}


class OneCircle(Payload):
    circle: Id


def _circle(data: OneCircle) -> Circle:
    return queries.circle(data.circle)


@command("circle.join", schema=OneCircle, subject=_circle, permission=WRITE, rule=rules.may_sit, limit=Limit(60, 3600))
def sit_down(actor: Actor, one: Circle, data: OneCircle) -> Result:
    """Sit down at a table."""
    actions.sit_down(actor, one)
    return {"circle": one.pk, "url": reverse("circle", args=[one.conference.slug, one.pk])}


@command("circle.leave", schema=OneCircle, subject=_circle, permission="joined", rule=rules.sits, limit=Limit(60, 3600))
def stand_up(actor: Actor, one: Circle, data: OneCircle) -> Result:
    """Stand up from a table."""
    actions.stand_up(actor, one)
    return {"circle": one.pk, "url": reverse("hallway", args=[one.conference.slug])}


@command(
    "circle.close", schema=OneCircle, subject=_circle, permission="joined", rule=rules.hosts, limit=Limit(60, 3600)
)
def close(actor: Actor, one: Circle, data: OneCircle) -> Result:
    """Close one's own table."""
    actions.close(actor, one)
    return {"circle": one.pk, "url": reverse("hallway", args=[one.conference.slug])}
