"""A role beside one's name, by choice."""

from __future__ import annotations

from typing import Annotated

from accounts import queries
from accounts.badges import actions
from core.actor import Actor
from core.commands import Limit, Result, command
from core.models import Conference
from core.payload import Line, Payload, Slug


class Choose(Payload):
    conference: Slug
    badge: Annotated[str, Line(40)] = ""


@command(
    "badge.choose", schema=Choose, subject=lambda data: queries.conference(data.conference), permission="joined",
    limit=Limit(60, 3600), form="accounts/_badge_form.html",
)  # fmt: skip
def choose(actor: Actor, conference: Conference, data: Choose) -> Result:
    """Let one of one's own roles stand beside one's name, or none; a chair's stands in her rooms only."""
    actions.choose(queries.membership(actor.membership_id or 0), data.badge)
    return {"badge": data.badge}
