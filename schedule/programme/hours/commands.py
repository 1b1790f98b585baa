"""Entering when a speaker or a place can be had."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import BeforeValidator

from core.actor import Actor
from core.commands import Limit, Result, command
from core.errors import Invalid
from core.models import Conference
from core.payload import Fold, Id, Line, Payload
from schedule.calendars import availability
from schedule.calendars.availability import Dated, Weekly
from schedule.programme import rules
from schedule.programme.hours import queries
from schedule.programme.hours.queries import Owner


class OfferHours(Payload):
    kind: Literal["speaker", "place"]
    item: Id
    start: datetime
    end: datetime
    zone: Annotated[str, Line(64)] = ""
    fold: Fold = None
    # Every week on that day and at those times until this date, by the clock of the zone; else once
    last: Annotated[date | None, BeforeValidator(lambda said: None if said == "" else said)] = None


@command(
    "hours.offer", schema=OfferHours, subject=lambda data: queries.owner(data.kind, data.item), permission="joined",
    rule=rules.may_keep_hours, limit=Limit(300, per=600),
)  # fmt: skip
def offer(actor: Actor, owner: Owner, data: OfferHours) -> Result:
    """Say when a speaker or a place can be had; outside of such hours the grid and the release page warn."""
    for name in ("start", "end"):
        if getattr(data, name).tzinfo is not None:
            raise Invalid("time.has_zone", _("Give the time by the clock, and the zone beside it."), field=name)
    zone = data.zone or Conference.objects.values_list("zone", flat=True).get(pk=owner.conference_id)
    return {"entry": availability.offer(owner.key, _window(data, zone))}


def _window(data: OfferHours, zone: str) -> Weekly | Dated:
    if data.last is None:
        return Dated(data.start, data.end, zone, data.fold)
    if not timedelta(0) < data.end - data.start <= availability.LONGEST:
        raise Invalid("availability.span", _("The end comes after the start, within 24 hours."), field="end")
    first = data.start.date()
    return Weekly(first.weekday(), data.start.time(), data.end.time(), zone, first, data.last, data.fold)


class WithdrawHours(Payload):
    kind: Literal["speaker", "place"]
    item: Id
    entry: Id


@command(
    "hours.withdraw", schema=WithdrawHours, subject=lambda data: queries.owner(data.kind, data.item),
    permission="joined", rule=rules.may_keep_hours, limit=Limit(300, per=600),
)  # fmt: skip
def withdraw(actor: Actor, owner: Owner, data: WithdrawHours) -> Result:
    """Take such hours out again."""
    availability.withdraw(owner.key, data.entry)
    return {"entry": data.entry}
