"""Commands of the programme."""

from __future__ import annotations

from typing import Annotated

from core.actor import Actor
from core.commands import Limit, command
from core.models import Conference
from core.payload import Flag, Id, Line, Payload, Slug, Text
from schedule.programme import actions, queries, rules
from schedule.programme.models import Session


class SetStar(Payload):
    session: Id
    on: Flag


@command(
    "star.set", schema=SetStar, subject=lambda data: queries.public_session(data.session), permission="joined",
    limit=Limit(120, per=60),
)  # fmt: skip
def set_star(actor: Actor, session: Session, data: SetStar) -> dict[str, object]:
    """Put a session on one's own schedule, or take it off."""
    actions.set_star(actor, session, on=data.on)
    return {"session": session.pk, "on": data.on}


class PublishRelease(Payload):
    conference: Slug
    version: Annotated[str, Line(80, 1)]
    note: Annotated[str, Text(2000, 0)] = ""


@command(
    "release.publish", schema=PublishRelease, subject=lambda data: queries.conference(data.conference),
    permission=rules.MANAGE, limit=Limit(20, per=3600), audited=True,
)  # fmt: skip
def publish(actor: Actor, conference: Conference, data: PublishRelease) -> dict[str, object]:
    """Publish the programme as it stands now."""
    return {"release": actions.publish(actor, conference.pk, data.version, data.note).number}
