"""Sending a mentor her link, and what she does by it without signing in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from django.urls import reverse
from pydantic import Field

from accounts import queries as people
from accounts.commands import Email
from core.actor import Actor
from core.commands import Limit, Result, command
from core.errors import NotFound
from core.models import Conference
from core.payload import Id, Line, Payload, Slug
from networking.chats import queries as chats
from networking.chats.models import Chat
from networking.maillinks import actions, queries
from networking.maillinks.models import MentorLink
from networking.mentors import queries as mentors
from networking.mentors.models import MentorProfile, Slot

APPROVE = "mentor.approve"
Words = Annotated[str, Line(80, 10)]


class Invite(Payload):
    conference: Slug
    email: Email
    name: Annotated[str, Line(120, 2)]


@command(
    "mentor.invite", schema=Invite, subject=lambda data: people.conference(data.conference), permission=APPROVE,
    limit=Limit(100, 3600), audited=True, form="networking/maillinks/_invite_form.html",
)  # fmt: skip
def invite(actor: Actor, conference: Conference, data: Invite) -> Result:
    """Ask somebody to mentor by one letter with a personal link."""
    link = actions.invite(actor, conference, data.email, data.name)
    return {"mentor": link.mentor_id, "url": reverse("mentor_approval", args=[conference.slug])}


class OneMentor(Payload):
    mentor: Id


def _mentor(data: OneMentor) -> MentorProfile:
    return mentors.profile(data.mentor)


@command("link.send", schema=OneMentor, subject=_mentor, permission=APPROVE, limit=Limit(100, 3600), audited=True)
def send(actor: Actor, profile: MentorProfile, data: OneMentor) -> Result:
    """Send an approved mentor a new personal link; the one before ends."""
    if not profile.approved:
        raise NotFound
    actions.send(actor, profile)
    return {"mentor": profile.pk}


@command("link.revoke", schema=OneMentor, subject=_mentor, permission=APPROVE, limit=Limit(100, 3600), audited=True)
def revoke(actor: Actor, profile: MentorProfile, data: OneMentor) -> Result:
    """End a mentor's personal link and what was opened by it."""
    return {"mentor": profile.pk, "ended": actions.revoke(actor, profile)}


class ByLink(Payload):
    link: Words


def _link(data: ByLink) -> MentorLink:
    return queries.by_words(data.link)


def _page(data: ByLink) -> str:
    return reverse("mentor_link", args=[data.link])


class Pick(ByLink):
    starts: Annotated[list[datetime], Field(max_length=4)] = []


@command(
    "link.pick", schema=Pick, subject=_link, permission="public", limit=Limit(60, 3600),
    form="networking/maillinks/_pick_form.html",
)  # fmt: skip
def pick(actor: Actor, link: MentorLink, data: Pick) -> Result:
    """Pick up to four times by a personal link."""
    starts = [one if one.tzinfo else one.replace(tzinfo=UTC) for one in data.starts]
    return {"slots": [slot.pk for slot in actions.pick(link, starts)], "url": f"{_page(data)}?picked=1"}


@dataclass(frozen=True, slots=True)
class _Own:
    """A link and one of its mentor's own things."""

    link: MentorLink
    slot: Slot | None = None
    chat: Chat | None = None

    @property
    def conference_id(self) -> int:
        return self.link.conference_id

    @property
    def recorded_as(self) -> MentorProfile:
        return self.link.mentor


class Drop(ByLink):
    slot: Id


def _own_slot(data: Drop) -> _Own:
    link, slot = _link(data), mentors.slot(data.slot)
    if slot.mentor_id != link.mentor_id:
        raise NotFound
    return _Own(link, slot=slot)


@command("link.drop", schema=Drop, subject=_own_slot, permission="public", limit=Limit(60, 3600))
def drop(actor: Actor, own: _Own, data: Drop) -> Result:
    """Take a picked time back by a personal link."""
    if own.slot is not None:
        actions.drop(own.link, own.slot)
    return {"url": _page(data)}


class Cancel(ByLink):
    chat: Id


def _own_chat(data: Cancel) -> _Own:
    link, chat = _link(data), chats.chat(data.chat)
    if chat.mentor_id != link.mentor.membership_id:
        raise NotFound
    return _Own(link, chat=chat)


@command("link.cancel", schema=Cancel, subject=_own_chat, permission="public", limit=Limit(60, 3600))
def cancel(actor: Actor, own: _Own, data: Cancel) -> Result:
    """Call a chat off by a personal link."""
    if own.chat is not None:
        actions.cancel(own.link, own.chat)
    return {"url": _page(data)}
