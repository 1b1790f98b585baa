"""What one may say about when one has time."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from accounts import queries as people
from core.actor import Actor
from core.commands import Limit, Result, command
from core.models import Conference
from core.payload import Clock, Flag, Id, Payload, Slug
from networking.availability import actions, queries, rules
from networking.availability.models import Availability
from networking.mentors import queries as mentors


def _empty_is_none(value: Any) -> Any:
    return None if value == "" else value


Day = Annotated[date | None, BeforeValidator(_empty_is_none)]
Time = Annotated[Clock | None, BeforeValidator(_empty_is_none)]


class Add(Payload):
    conference: Slug
    every: Literal["once", "day", "week"] = "once"
    day: date
    last_day: Day = None
    start: Clock
    end: Clock
    which: Literal["", "first", "second"] = ""
    bookable: Flag = False


@command(
    "availability.add", schema=Add, subject=lambda data: people.conference(data.conference), permission="joined",
    limit=Limit(120, 3600), form="networking/availability/_add_form.html",
)  # fmt: skip
def add(actor: Actor, conference: Conference, data: Add) -> Result:
    """Say when one has time, by one's own clock; a mentor may open these times for booking as well."""
    membership = people.membership(actor.membership_id or 0)
    fields = data.model_dump(exclude={"conference", "bookable"})
    rule = actions.add(membership, zone=actor.zone, **fields)
    profile = mentors.profile_of(membership.pk) if data.bookable and actor.can("mentor.serve") else None
    slots = actions.open_slots(profile, rule) if profile else []
    return {"availability": rule.pk, "slots": len(slots)}


class One(Payload):
    availability: Id


@command(
    "availability.drop", schema=One, subject=lambda data: queries.rule(data.availability), permission="joined",
    rule=rules.owns, limit=Limit(120, 3600),
)  # fmt: skip
def drop(actor: Actor, rule: Availability, data: One) -> Result:
    """Take a time back."""
    actions.drop(rule)
    return {"availability": data.availability}


class Skip(Payload):
    availability: Id
    day: date


@command(
    "availability.skip", schema=Skip, subject=lambda data: queries.rule(data.availability), permission="joined",
    rule=rules.owns, limit=Limit(120, 3600),
)  # fmt: skip
def skip(actor: Actor, rule: Availability, data: Skip) -> Result:
    """Leave one day out of a time that repeats."""
    actions.skip(rule, data.day)
    return {"availability": rule.pk}


class Quiet(Payload):
    conference: Slug
    start: Time = None
    end: Time = None


@command(
    "quiet.set", schema=Quiet, subject=lambda data: people.conference(data.conference), permission="joined",
    limit=Limit(60, 3600),
)  # fmt: skip
def set_quiet(actor: Actor, conference: Conference, data: Quiet) -> Result:
    """Say between which hours of one's own clock no chat is wanted; empty for none."""
    actions.set_quiet(people.membership(actor.membership_id or 0), data.start, data.end)
    return {"quiet": data.start is not None and data.end is not None}
