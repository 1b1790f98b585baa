"""How one becomes a supporting member, and stops being one."""

from __future__ import annotations

from typing import Annotated, Literal

from django.urls import reverse
from pydantic import Field

from accounts.commands import Email
from core.actor import Actor
from core.commands import Limit, Result, command
from core.payload import Line, Payload
from society.members import actions


class JoinAsSupporter(Payload):
    name: Annotated[str, Line(120, 1)]
    email: Email
    relation: Literal["patient", "friend", "other"]
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    consent: Literal["yes"]


@command(
    "supporter.join", schema=JoinAsSupporter, permission="public", limit=Limit(20, 3600),
    form="society/_supporter_form.html",
)  # fmt: skip
def join(actor: Actor, subject: None, data: JoinAsSupporter) -> Result:
    """Become a supporting member of the society; no account is needed."""
    actions.join(name=data.name, email=data.email, relation=data.relation, country=data.country)
    return {"url": reverse("supporter_thanks")}


class LeaveAsSupporter(Payload):
    token: Annotated[str, Line(200, 1)]


@command(
    "supporter.leave", schema=LeaveAsSupporter, permission="public", limit=Limit(20, 3600),
    form="society/_leave_form.html",
)  # fmt: skip
def leave(actor: Actor, subject: None, data: LeaveAsSupporter) -> Result:
    """Stop being a supporting member, by the link of the letter."""
    actions.leave(data.token)
    return {"url": reverse("supporter_thanks") + "?left=1"}
