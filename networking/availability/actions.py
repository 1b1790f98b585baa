"""The only writers of when people have time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from accounts.models import Membership
from core import clock
from core.errors import Conflict, Invalid
from core.models import Conference
from networking.availability import queries, spans
from networking.availability.models import Availability, FreeSpan, QuietHours
from networking.mentors import actions as mentors
from networking.mentors import cells, locks
from networking.mentors.cells import Span
from networking.mentors.models import MentorProfile, Slot
from schedule.calendars import actions as calendars
from schedule.calendars import walls
from schedule.calendars.actions import Every, Spec

MOST_RULES = 40
SERIES = {Availability.Every.DAY: Every.DAY, Availability.Every.WEEK: Every.WEEK}


def add(
    membership: Membership,
    *,
    every: str,
    day: date,
    last_day: date | None,
    start: time,
    end: time,
    which: str,
    zone: str,
) -> Availability:
    """Say when one has time, once or again and again, by the wall clock of one's own zone.

    Raises Invalid for an end before its beginning, an hour that does not exist that night, one that comes twice and
    does not say `which` ("first", "second"), or a day far from the congress; Conflict beyond forty rules.
    """
    locks.people(membership.person_id)
    if Availability.objects.filter(membership=membership).count() >= MOST_RULES:
        raise Conflict("availability.too_many", _("That is more than you can keep. Take a time back first."))
    last = day if every == Availability.Every.ONCE else (last_day or membership.conference.ends_on)
    place = clock.zone(zone)
    _check(membership.conference, day, last, start, end)
    _check_clocks(place, day, last, start, end, which)
    first = spans.of_day(day, start, end, place, second=which == "second")
    if first is None:
        raise Invalid("availability.missing_hour", _("The clocks jump over that time in your zone."), field="start")
    calendar = calendars.calendar_of(queries.calendar_key(membership), membership.ref)
    rule = Availability.objects.create(
        membership=membership, event=_event(calendar, every, first, last, place), every=every, zone=zone,
        first_day=day, last_day=last, start=start, end=end, second=which == "second",
    )  # fmt: skip
    _spread(rule, calendar)
    return rule


def _check(conference: Conference, day: date, last: date, start: time, end: time) -> None:
    if end <= start and end != time(0):
        raise Invalid("availability.backward", _("The end comes after the beginning."), field="end")
    if last < day:
        raise Invalid("availability.backward", _("The last day comes after the first."), field="last_day")
    early, late = conference.starts_on - mentors.BEFORE, conference.ends_on + mentors.AFTER
    if not early <= day <= late or last > late:
        raise Invalid("availability.too_far", _("Choose a day nearer to the congress."), field="day")


def _check_clocks(zone: ZoneInfo, day: date, last: date, start: time, end: time, which: str) -> None:
    days = [day + timedelta(days=n) for n in range((last - day).days + 1)]
    if not which and any(walls.is_doubled(datetime.combine(one, at), zone) for one in days for at in (start, end)):
        text = _("The clocks go back in your zone and that hour comes twice. Say which one you mean.")
        raise Invalid("availability.which_hour", text, field="which")


def _event(calendar: int, every: str, first: Span, last: date, zone: ZoneInfo) -> int:
    start, end = (at.astimezone(zone) for at in first)
    spec = Spec("free", start, end)
    if every == Availability.Every.ONCE:
        return calendars.create_events(calendar, [spec])[0]
    until = datetime.combine(last + timedelta(days=1), time(0), zone)
    return calendars.create_series(calendar, spec, zone.key, SERIES[Availability.Every(every)], until)


def _spread(rule: Availability, calendar: int) -> None:
    """Write the rule's spans anew. The calendar says on which days; the wall clock of the home zone says when."""
    zone = clock.zone(rule.zone)
    days = queries.days_of(rule, calendar, zone)
    found = [spans.of_day(day, rule.start, rule.end, zone, second=rule.second) for day in days]
    FreeSpan.objects.filter(rule=rule).delete()
    FreeSpan.objects.bulk_create(
        [FreeSpan(rule=rule, membership_id=rule.membership_id, start=span[0], end=span[1]) for span in found if span]
    )


def drop(rule: Availability) -> None:
    """Take a rule back. Chats that are booked stay: each can be cancelled by itself."""
    calendars.cancel_events([rule.event])
    Availability.objects.filter(pk=rule.pk).delete()


def skip(rule: Availability, day: date) -> None:
    """Not on this day: one occurrence of a rule that repeats."""
    calendar = calendars.calendar_of(queries.calendar_key(rule.membership), rule.membership.ref)
    at = queries.original_start(rule, calendar, day)
    if at is None:
        raise Invalid("availability.no_such_day", _("There is nothing to skip on that day."), field="day")
    calendars.cancel_occurrence(rule.event, at)
    _spread(rule, calendar)


def open_slots(profile: MentorProfile, rule: Availability) -> list[Slot]:
    """Open a mentor's spans of one rule for booking by hand, where nothing is offered yet."""
    known = list(Slot.objects.filter(mentor=profile).exclude(state=Slot.State.WITHDRAWN).values_list("start", "end"))
    known = [(start, end + cells.BUFFER) for start, end in known]
    wanted: list[Span] = []
    for start, end in FreeSpan.objects.filter(rule=rule, start__gt=clock.now()).values_list("start", "end"):
        count = (end - start + cells.BUFFER) // (cells.CHAT + cells.BUFFER)
        row = cells.in_a_row(cells.ceil(start), count)
        wanted += [(a, b) for a, b in row if b <= end and not cells.overlap(a, b + cells.BUFFER, known)]
    room = mentors.MOST_OPEN - len(queries.open_slots(profile))
    return mentors.add_slots(profile, wanted[:room]) if wanted and room > 0 else []


def set_quiet(membership: Membership, start: time | None, end: time | None) -> None:
    """Between these times of one's own clock no chat is given; None for both lifts it."""
    if start is None or end is None:
        QuietHours.objects.filter(membership=membership).delete()
        return
    if start == end:
        raise Invalid("quiet.empty", _("Choose two different times."), field="end")
    QuietHours.objects.update_or_create(membership=membership, defaults={"start": start, "end": end})


def erase(person_id: int) -> None:
    """Take a person's times out, also of the calendars."""
    rules: Sequence[int] = list(
        Availability.objects.filter(membership__person_id=person_id).values_list("event", flat=True)
    )
    calendars.cancel_events(rules)
    Availability.objects.filter(membership__person_id=person_id).delete()
    QuietHours.objects.filter(membership__person_id=person_id).delete()


def forget(conferences: Sequence[int]) -> int:
    """Drop all rules and quiet hours of these conferences, also of the calendars; how many rows went."""
    rules = Availability.objects.filter(membership__conference__in=conferences)
    calendars.cancel_events(rules.values_list("event", flat=True))
    return rules.delete()[0] + QuietHours.objects.filter(membership__conference__in=conferences).delete()[0]
