"""Times as an organizer types them, checked at the field: no hour that does not exist, none beyond the congress."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core import clock
from core.errors import Invalid
from core.models import Conference
from schedule.calendars import availability, walls

# A congress day ends at four in the morning: who dances until three is still at yesterday's dinner
DAY_ENDS = timedelta(hours=4)
LONGEST = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Span:
    """Aware instants and the conference day they belong to."""

    start: datetime
    end: datetime
    day: date

    @property
    def fields(self) -> dict[str, datetime | date]:
        return {"start": self.start, "end": self.end, "day": self.day}


def span(conference: Conference, start: datetime, end: datetime, zone: str = "", fold: int | None = None) -> Span:
    """Wall clocks read in `zone` (by default that of the congress) as instants.

    Raises Invalid at the field: unknown zone, a skipped hour, a doubled one without `fold`, an end that does not
    follow the start within a day, a day outside the congress.
    """
    if zone and not clock.is_zone(zone):
        raise Invalid("zone.unknown", _("We do not know this time zone. Choose one from the list."), field="zone")
    where = ZoneInfo(zone or conference.zone)
    for name, wall in (("start", start), ("end", end)):
        availability.check_wall(wall, where, fold, name)
    begin, stop = (walls.instant_or_jump(wall, where, fold or 0) for wall in (start, end))
    return within(conference, begin, stop)


def within(conference: Conference, start: datetime, end: datetime) -> Span:
    """Instants checked against each other and against the days of the congress."""
    if end <= start:
        raise Invalid("sitting.ends_before_it_starts", _("The end comes before the start."), field="end")
    if end - start > LONGEST:
        raise Invalid("sitting.too_long", _("That is longer than a day."), field="end")
    day = day_of(start, ZoneInfo(conference.zone))
    if not conference.starts_on <= day <= conference.ends_on:
        days = {"first": f"{conference.starts_on:%d %b %Y}", "last": f"{conference.ends_on:%d %b %Y}"}
        sorry = _("The congress lasts from %(first)s to %(last)s.") % days
        raise Invalid("sitting.outside", sorry, field="start")
    return Span(start, end, day)


def day_of(start: datetime, zone: ZoneInfo) -> date:
    """The conference day that an instant belongs to."""
    return (walls.wall_of(start, zone) - DAY_ENDS).date()
