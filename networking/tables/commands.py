"""What mentors, mentees and coordinators do with mentor tables."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated

from django.urls import reverse
from pydantic import Field

from accounts import queries as people
from core.actor import Actor
from core.commands import Limit, Result, command
from core.errors import NotFound
from core.models import Conference
from core.payload import Id, Line, Payload, Slug
from networking.mentors import queries as mentors
from networking.tables import actions, queries, rules
from networking.tables.models import Table


class Offer(Payload):
    conference: Slug
    title: Annotated[str, Line(120, 3)]
    day: date
    time: time
    seats: Annotated[int, Field(ge=3, le=5)] = 5


@command(
    "table.offer", schema=Offer, subject=lambda data: people.conference(data.conference), permission="mentor.serve",
    limit=Limit(30, 3600), form="networking/tables/_offer_form.html",
)  # fmt: skip
def offer(actor: Actor, conference: Conference, data: Offer) -> Result:
    """Offer a table for three to five mentees, by one's own clock."""
    profile = mentors.profile_of(actor.membership_id)
    if profile is None:
        raise NotFound("mentor.no_profile", "Say first what you can help with.")
    made = actions.offer(actor, profile, data.title, data.day, data.time, data.seats)
    return {"table": made.pk, "url": reverse("table", args=[conference.slug, made.pk])}


class OneTable(Payload):
    table: Id


def _table(data: OneTable) -> Table:
    return queries.table(data.table)


@command("table.join", schema=OneTable, subject=_table, permission="mentor.book", limit=Limit(60, 3600))
def join(actor: Actor, table: Table, data: OneTable) -> Result:
    """Take a seat at a mentor table."""
    actions.join(actor, table, people.membership(actor.membership_id or 0))
    return {"table": table.pk, "url": reverse("table", args=[table.conference.slug, table.pk])}


@command("table.leave", schema=OneTable, subject=_table, permission="joined", limit=Limit(60, 3600))
def leave(actor: Actor, table: Table, data: OneTable) -> Result:
    """Give a seat back."""
    actions.leave(table, people.membership(actor.membership_id or 0))
    return {"table": table.pk, "url": reverse("tables", args=[table.conference.slug])}


@command("table.cancel", schema=OneTable, subject=_table, permission="joined", rule=rules.owns, limit=Limit(60, 3600))
def cancel(actor: Actor, table: Table, data: OneTable) -> Result:
    """Call a mentor table off. Who sat there is told."""
    actions.cancel(actor, table)
    return {"table": table.pk, "url": reverse("tables", args=[table.conference.slug])}


class Fill(Payload):
    conference: Slug


@command(
    "tables.fill", schema=Fill, subject=lambda data: people.conference(data.conference), permission="round.manage",
    limit=Limit(60, 3600), audited=True,
)  # fmt: skip
def fill(actor: Actor, conference: Conference, data: Fill) -> Result:
    """Seat those who joined a round and still have no conversation at mentor tables where they have time."""
    return {"seated": actions.fill(actor, conference)}
