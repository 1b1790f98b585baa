"""What people may do about themselves, and organizers about people."""

from __future__ import annotations

from typing import Annotated, Literal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse
from pydantic import AfterValidator, Field

from accounts import actions, queries
from accounts.joining import actions as joining
from accounts.models import Invitation, Membership
from core import permissions
from core.actor import Actor
from core.commands import Limit, Result, command
from core.errors import NotFound
from core.models import Conference
from core.payload import Flag, Id, Line, Payload, Slug, Text, Zone

ORGANIZE = permissions.declare("conference.organize", "Invite, approve and give roles", roles=["organizer"])


def _an_address(value: str) -> str:
    try:
        validate_email(value)
    except ValidationError:
        raise ValueError("That is not an e-mail address.") from None
    return value


Email = Annotated[str, Field(max_length=254), AfterValidator(_an_address)]


class Join(Payload):
    conference: Slug
    appears: Literal["listed", "quiet", "pseudonym"]
    pseudonym: Annotated[str, Line(60)] = ""
    consent: Literal["yes"]
    code: Annotated[str, Line(40)] = ""
    invitation: Annotated[str, Line(80)] = ""


@command(
    "conference.join", schema=Join, subject=lambda data: queries.conference(data.conference),
    permission="signed_in", limit=Limit(20, 3600), form="accounts/_join_form.html",
)  # fmt: skip
def join(actor: Actor, conference: Conference, data: Join) -> Result:
    """Join a conference: open, by its code, or by invitation; with consent and a choice how to appear."""
    membership = joining.join_by_policy(
        actor,
        conference,
        code=data.code,
        token=data.invitation,
        appears=data.appears,
        pseudonym=data.pseudonym,
    )
    return {"state": membership.state, "url": reverse("home", args=[conference.slug])}


class Leave(Payload):
    conference: Slug


@command(
    "conference.leave", schema=Leave, subject=lambda data: queries.conference(data.conference),
    permission="joined", limit=Limit(20, 3600),
)  # fmt: skip
def leave(actor: Actor, conference: Conference, data: Leave) -> Result:
    """Leave a conference; joining again later is possible."""
    actions.leave(actor, queries.membership(actor.membership_id or 0))
    return {"url": "/"}


class Invite(Payload):
    conference: Slug
    email: Email
    role: Annotated[str, Line(40)] = ""


@command(
    "conference.invite", schema=Invite, subject=lambda data: queries.conference(data.conference),
    permission=ORGANIZE, limit=Limit(300, 3600), audited=True, form="accounts/_invite_form.html",
)  # fmt: skip
def invite(actor: Actor, conference: Conference, data: Invite) -> Result:
    """Invite somebody by e-mail, with a role if wanted."""
    return {"invitation": joining.invite(actor, conference, data.email, data.role).pk}


class OneInvitation(Payload):
    invitation: Id


def _invitation(data: OneInvitation) -> Invitation:
    found = Invitation.objects.filter(pk=data.invitation).first()
    if found is None:
        raise NotFound
    return found


@command(
    "invitation.withdraw", schema=OneInvitation, subject=_invitation,
    permission=ORGANIZE, limit=Limit(300, 3600), audited=True,
)  # fmt: skip
def withdraw(actor: Actor, invitation: Invitation, data: OneInvitation) -> Result:
    """Withdraw an invitation: its link ends."""
    joining.withdraw_invitation(actor, invitation)
    return {}


class OneMember(Payload):
    membership: Id


def _member(data: OneMember) -> Membership:
    return queries.membership(data.membership)


@command(
    "member.approve", schema=OneMember, subject=_member, permission=ORGANIZE, limit=Limit(600, 3600), audited=True
)  # fmt: skip
def approve(actor: Actor, membership: Membership, data: OneMember) -> Result:
    """Let somebody in who asked to join."""
    joining.approve(actor, membership)
    return {}


class SetRole(OneMember):
    role: Annotated[str, Line(40, 1)]
    on: Flag


@command(
    "role.set", schema=SetRole, subject=_member, permission=ORGANIZE, limit=Limit(600, 3600), audited=True
)  # fmt: skip
def set_role(actor: Actor, membership: Membership, data: SetRole) -> Result:
    """Give a role to a member, or take it."""
    actions.set_role(actor, membership, data.role, data.on)
    return {}


class SetBlock(OneMember):
    on: Flag


@command("block.set", schema=SetBlock, subject=_member, permission="joined", limit=Limit(60, 3600))
def set_block(actor: Actor, membership: Membership, data: SetBlock) -> Result:
    """Block somebody in this conference, or lift the block. She is not told."""
    actions.set_block(actor, membership, data.on)
    return {}


class EditProfile(Payload):
    display_name: Annotated[str, Line(120, 1)]
    affiliation: Annotated[str, Line(200)] = ""
    industry: Annotated[str, Line(120)] = ""
    career_stage: Literal["", "student", "doctoral", "postdoc", "clinical", "senior", "patient", "other"] = ""
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    zone: Zone
    languages: Annotated[list[Annotated[str, Line(40, 1)]], Field(max_length=12)] = []


@command(
    "profile.edit", schema=EditProfile, permission="signed_in", limit=Limit(60, 3600),
    form="accounts/_profile_form.html",
)  # fmt: skip
def edit_profile(actor: Actor, subject: None, data: EditProfile) -> Result:
    """Change one's own profile."""
    actions.edit_profile(actor, **data.model_dump())
    return {"url": reverse("profile") + "?saved=1"}


class EraseMe(Payload):
    confirm: Literal["erase"]


@command(
    "person.erase_me", schema=EraseMe, permission="signed_in", limit=Limit(5, 3600), personal=True,
    form="accounts/_erase_form.html",
)  # fmt: skip
def erase_me(actor: Actor, subject: None, data: EraseMe) -> Result:
    """Erase oneself: everything we keep of the person goes, at once and for good."""
    actions.erase(actor.person_id or 0)
    return {"url": reverse("profile_erase") + "?done=1"}


class AskForHelp(Payload):
    text: Annotated[str, Text(2000)]
    email: Email
    page: Annotated[str, Line(300)] = ""


@command(
    "help.ask", schema=AskForHelp, permission="public", limit=Limit(10, 3600), form="accounts/_help_form.html"
)  # fmt: skip
def ask_for_help(actor: Actor, subject: None, data: AskForHelp) -> Result:
    """Write to the helpers, signed in or not."""
    actions.ask_for_help(data.email, data.text, data.page)
    return {"url": reverse("help") + "?sent=1"}
