"""What mentors may do about themselves, and coordinators about mentors."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from urllib.parse import urlsplit

from django.urls import reverse
from pydantic import AfterValidator, BeforeValidator, Field

from accounts import queries as people
from accounts.choices import LANGUAGES
from core import permissions
from core.actor import Actor
from core.commands import Limit, Result, command
from core.errors import NotFound
from core.models import Conference
from core.payload import Clock, Flag, Id, Line, Payload, Slug, Text
from networking.mentors import actions, queries, rules
from networking.mentors.choices import HELP, PATHS
from networking.mentors.models import MentorProfile, Slot

OFFER = permissions.declare("mentor.offer", "Offer to be a mentor", roles=["attendee"], writing=True)
SERVE = permissions.declare("mentor.serve", "Give time as a mentor", roles=["mentor"])
APPROVE = permissions.declare("mentor.approve", "Approve mentors and keep the list of topics", roles=["coordinator"])


def _web_address(value: str) -> str:
    if value and (urlsplit(value).scheme != "https" or not urlsplit(value).netloc):
        raise ValueError("A meeting link starts with https://")
    return value


def _known_language(value: str) -> str:
    # Pairing compares codes with those of profiles: "English" would share nothing with "en"
    if value not in LANGUAGES:
        raise ValueError("Choose languages from the list.")
    return value


def known_help(code: str) -> str:
    """One of the kinds of help."""
    if code not in HELP:
        raise ValueError("Choose from the list.")
    return code


def known_path(code: str) -> str:
    """One of the ways of a career, or none."""
    if code and code not in PATHS:
        raise ValueError("Choose from the list.")
    return code


def _lines(value: object) -> object:
    """A text area gives one line per entry; a program gives a list."""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return [line.strip() for part in value for line in part.splitlines() if line.strip()]
    return [line.strip() for line in value.splitlines() if line.strip()] if isinstance(value, str) else value


def _words(value: object) -> object:
    """A line of words with commas, or a list."""
    parts = value if isinstance(value, list) else [value]
    words = [part for part in parts if isinstance(part, str)]
    if len(words) != len(parts):
        return value
    return [word.strip() for part in words for word in part.split(",") if word.strip()]


Help = Annotated[str, AfterValidator(known_help)]
WebAddress = Annotated[str, Line(300), AfterValidator(_web_address)]
Language = Annotated[str, Line(40, 1), AfterValidator(_known_language)]
Lines = BeforeValidator(_lines)
Words = BeforeValidator(_words)


class Offer(Payload):
    conference: Slug
    headline: Annotated[str, Line(160, 3)]
    about: Annotated[str, Text(2000, 0)] = ""
    topics: Annotated[list[Id], Field(max_length=12)] = []
    can_help_with: Annotated[list[Annotated[str, Line(120, 1)]], Field(max_length=12), Lines] = []
    languages: Annotated[list[Language], Field(max_length=12), Words] = []
    meeting_link: WebAddress = ""
    offers: Annotated[list[Help], Field(max_length=len(HELP))] = []
    path: Annotated[str, AfterValidator(known_path)] = ""
    visibility: Literal["listed", "rounds"] = "listed"
    capacity: Annotated[int, Field(ge=1, le=40)] = 8


@command(
    "mentor.offer", schema=Offer, subject=lambda data: people.conference(data.conference), permission=OFFER,
    limit=Limit(60, 3600), form="networking/mentors/_profile_form.html",
)  # fmt: skip
def offer(actor: Actor, conference: Conference, data: Offer) -> Result:
    """Offer to be a mentor, or change what one offers. Who has the role of a mentor is listed at once."""
    membership = people.membership(actor.membership_id or 0)
    fields = data.model_dump(exclude={"conference"})
    profile = actions.offer(membership, approved=actor.can(SERVE), **fields)
    return {"mentor": profile.pk, "approved": profile.approved}


class Approve(Payload):
    mentor: Id
    on: Flag = True


@command(
    "mentor.approve", schema=Approve, subject=lambda data: queries.profile(data.mentor), permission=APPROVE,
    limit=Limit(300, 3600), audited=True,
)  # fmt: skip
def approve(actor: Actor, profile: MentorProfile, data: Approve) -> Result:
    """Let a mentor into the directory, or take her out."""
    actions.approve(actor, profile, data.on)
    return {"mentor": profile.pk, "on": data.on}


class SetTopics(Payload):
    conference: Slug
    names: Annotated[list[Annotated[str, Line(80, 1)]], Field(max_length=120), Lines]


@command(
    "topics.set", schema=SetTopics, subject=lambda data: people.conference(data.conference), permission=APPROVE,
    limit=Limit(60, 3600), audited=True,
)  # fmt: skip
def set_topics(actor: Actor, conference: Conference, data: SetTopics) -> Result:
    """Say which topics mentors and mentees choose from, one a line, in order."""
    actions.set_topics(conference, data.names)
    return {"topics": len(data.names)}


class OfferSlots(Payload):
    conference: Slug
    day: date
    time: Clock
    count: Annotated[int, Field(ge=1, le=12)] = 1


@command(
    "slots.offer", schema=OfferSlots, subject=lambda data: people.conference(data.conference), permission=SERVE,
    limit=Limit(60, 3600), form="networking/mentors/_slots_form.html",
)  # fmt: skip
def offer_slots(actor: Actor, conference: Conference, data: OfferSlots) -> Result:
    """Offer one or more chats in a row, by the wall clock of one's own zone."""
    profile = queries.profile_of(actor.membership_id)
    if profile is None:
        raise NotFound("mentor.no_profile", "Say first what you can help with.")
    slots = actions.offer_slots(actor, profile, data.day, data.time, data.count)
    return {"slots": [slot.pk for slot in slots], "url": reverse("mentor_profile", args=[conference.slug])}


class OneSlot(Payload):
    slot: Id


@command(
    "slot.withdraw", schema=OneSlot, subject=lambda data: queries.slot(data.slot), permission=SERVE, rule=rules.owns,
    limit=Limit(120, 3600),
)  # fmt: skip
def withdraw_slot(actor: Actor, slot: Slot, data: OneSlot) -> Result:
    """Take an open time back."""
    actions.withdraw_slot(actor, slot)
    return {"slot": slot.pk}
