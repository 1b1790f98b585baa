"""Making a conference and changing what it is."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from django.urls import reverse
from pydantic import Field

from accounts import queries
from accounts.commands import ORGANIZE
from accounts.conferences import actions
from accounts.models import Role
from core import permissions
from core.actor import Actor
from core.commands import Limit, Result, command
from core.models import Conference
from core.payload import Flag, Line, Payload, Slug, Text, Zone

CREATE = permissions.declare("conference.create", "Create a conference", roles=["organizer"])


class CreateConference(Payload):
    name: Annotated[str, Line(160, 3)]
    slug: Annotated[str, Field(max_length=60, pattern=r"^[-a-z0-9]*$")] = ""
    zone: Zone
    starts_on: date
    ends_on: date
    tagline: Annotated[str, Line(200)] = ""
    join_policy: Literal["open", "code", "invited"] = "open"
    join_code: Annotated[str, Line(40)] = ""


@command(
    "conference.create", schema=CreateConference, permission="conference.create", limit=Limit(10, 3600),
    audited=True, form="accounts/_create_conference_form.html",
)  # fmt: skip
def create_conference(actor: Actor, subject: None, data: CreateConference) -> Result:
    """Make a conference; whoever makes it is its first organizer."""
    conference = actions.create_conference(actor.person_id or 0, **data.model_dump())
    return {"conference": conference.slug, "url": reverse("organize", args=[conference.slug])}


class EditConference(Payload):
    conference: Slug
    name: Annotated[str, Line(160, 3)]
    tagline: Annotated[str, Line(200)] = ""
    about: Annotated[str, Text(8000, 0)] = ""
    zone: Zone
    starts_on: date
    ends_on: date
    join_policy: Literal["open", "code", "invited"]
    join_code: Annotated[str, Line(40)] = ""
    pseudonyms: Flag = True


@command(
    "conference.edit", schema=EditConference, subject=lambda data: queries.conference(data.conference),
    permission=ORGANIZE, limit=Limit(120, 3600), audited=True, form="accounts/_edit_conference_form.html",
)  # fmt: skip
def edit_conference(actor: Actor, conference: Conference, data: EditConference) -> Result:
    """Change what a conference is called, when it is and who may join."""
    actions.edit_conference(conference, **data.model_dump(exclude={"conference"}))
    return {"url": f"{reverse('organize_settings', args=[conference.slug])}?saved=1"}


class EditRole(Payload):
    conference: Slug
    role: Annotated[str, Line(40, 1)]
    permissions: list[Annotated[str, Line(80, 1)]] = []


def _role(data: EditRole) -> Role:
    return queries.role(queries.conference(data.conference).pk, data.role)


@command(
    "role.edit", schema=EditRole, subject=_role, permission=ORGANIZE, limit=Limit(120, 3600), audited=True,
)  # fmt: skip
def edit_role(actor: Actor, role: Role, data: EditRole) -> Result:
    """Choose what a role of the congress may do."""
    actions.set_permissions(role, data.permissions)
    return {"role": role.code, "permissions": role.permissions}
