"""Readers of when people have time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from accounts.models import Membership
from core import clock
from core.errors import NotFound
from networking.availability import spans
from networking.availability.models import Availability, FreeSpan, QuietHours
from networking.mentors import queries as mentors
from networking.mentors.cells import BUFFER, Span
from networking.mentors.models import MentorProfile, Slot
from schedule.calendars import queries as calendars
from schedule.calendars import walls
from schedule.calendars.queries import Happening


def calendar_key(membership: Membership) -> str:
    return f"free-{membership.pk}"


def rule(pk: int) -> Availability:
    found = Availability.objects.select_related("membership__conference").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def _happenings(rule: Availability, calendar: int, zone: ZoneInfo) -> list[Happening]:
    since = walls.instant_or_jump(datetime.combine(rule.first_day, time(0)), zone)
    until = walls.instant_or_jump(datetime.combine(rule.last_day + timedelta(days=1), time(0)), zone)
    return [one for one in calendars.happenings([calendar], since, until) if one.event == rule.event]


def days_of(rule: Availability, calendar: int, zone: ZoneInfo) -> list[date]:
    """On which days of the home zone the rule holds, skipped ones left out."""
    return sorted({one.original_start.astimezone(zone).date() for one in _happenings(rule, calendar, zone)})


def original_start(rule: Availability, calendar: int, day: date) -> datetime | None:
    zone = clock.zone(rule.zone)
    found = [one.original_start for one in _happenings(rule, calendar, zone)]
    return next((at for at in found if at.astimezone(zone).date() == day), None)


@dataclass(frozen=True, slots=True)
class Listed:
    """A rule with its coming spans, for its owner's page."""

    rule: Availability
    spans: list[FreeSpan]


def own(membership_id: int) -> list[Listed]:
    """My rules with what is still to come. Two queries."""
    rules = Availability.objects.filter(membership=membership_id).prefetch_related("spans")
    now = clock.now()
    return [Listed(rule, [span for span in rule.spans.all() if span.end > now]) for rule in rules]


def quiet_of(membership_id: int) -> QuietHours | None:
    return QuietHours.objects.filter(membership=membership_id).first()


def open_slots(profile: MentorProfile) -> QuerySet[Slot]:
    return Slot.objects.filter(mentor=profile, end__gt=clock.now()).exclude(state=Slot.State.WITHDRAWN)


def free(members: Iterable[Membership], start: datetime, end: datetime) -> dict[int, list[Span]]:
    """When these members have time, by membership: their spans without their quiet hours. Two queries.

    Needs their persons, whose zones the quiet hours follow.
    """
    zones = {member.pk: member.person.zone for member in members}
    found: dict[int, list[Span]] = defaultdict(list)
    rows = FreeSpan.objects.filter(membership__in=zones, start__lt=end, end__gt=start)
    for member, since, until in rows.values_list("membership", "start", "end"):
        found[member].append((since, until))
    silent = {row.membership_id: row for row in QuietHours.objects.filter(membership__in=zones)}
    return {member: _cut(there, silent.get(member), zones[member]) for member, there in found.items()}


def _cut(there: list[Span], silent: QuietHours | None, zone: str) -> list[Span]:
    free = spans.merged(there)
    if silent is None or not free:
        return free
    hours = spans.quiet(free[0][0], free[-1][1], silent.start, silent.end, clock.zone(zone))
    return spans.without(free, hours)


def within(mentee: Membership, mentor: Membership, start: datetime, end: datetime) -> bool:
    """Whether both said to have time for a chat and its rest: by their rules, a mentor also by a time she offers."""
    until = end + BUFFER
    there = free([mentee, mentor], start, until)
    offered = mentors.open_spans([mentor.pk], start, end).get(mentor.pk, [])
    return spans.covers(there.get(mentee.pk, []), start, until) and (
        spans.covers(there.get(mentor.pk, []), start, until) or spans.covers(offered, start, end)
    )
