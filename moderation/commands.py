"""What moderators may do about people."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from accounts import queries as people
from accounts.models import Membership
from core import permissions
from core.actor import Actor
from core.commands import Limit, Result, command
from core.errors import NotFound
from core.payload import Id, Line, Payload
from moderation import actions

MODERATE = permissions.declare("moderate", "Hide messages, decide on questions, pause writing", roles=["moderator"])


class Mute(Payload):
    ref: Annotated[str, Line(16, 1)]
    conference: Id
    minutes: Annotated[int, Field(ge=1, le=60 * 24)] = 15
    reason: Annotated[str, Line(300, 1)]


class Unmute(Payload):
    ref: Annotated[str, Line(16, 1)]
    conference: Id


def _member(data: Mute | Unmute) -> Membership:
    found = Membership.objects.filter(ref=data.ref, conference_id=data.conference).first()
    if found is None:
        raise NotFound
    return people.membership(found.pk)


@command(
    "member.mute", schema=Mute, subject=_member, permission=MODERATE, limit=Limit(60, 60), audited=True,
    form="moderation/_mute_form.html",
)  # fmt: skip
def mute(actor: Actor, membership: Membership, data: Mute) -> Result:
    """Take a member's writing away for some minutes, with a reason she is told."""
    sanction = actions.mute(actor, membership, minutes=data.minutes, reason=data.reason)
    return {"until": sanction.until.isoformat()}


@command("member.unmute", schema=Unmute, subject=_member, permission=MODERATE, limit=Limit(60, 60), audited=True)
def unmute(actor: Actor, membership: Membership, data: Unmute) -> Result:
    """Give a member her writing back."""
    actions.unmute(actor, membership)
    return {}
