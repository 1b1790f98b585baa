"""Commands of the programme."""

from __future__ import annotations

from core.actor import Actor
from core.commands import Limit, command
from core.payload import Flag, Id, Payload
from schedule.programme import actions, queries
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
