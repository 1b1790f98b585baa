"""Mentors of the demo: profiles, topics and free times on the days of the congress. Doing it twice changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from accounts.models import Membership
from config.demo import source, timetable
from config.demo.source import Mentor
from core import clock
from core.models import Conference
from networking.mentors import actions, cells
from networking.mentors.cells import Span
from networking.mentors.models import MentorProfile, Slot, Topic
from schedule.calendars import walls

AHEAD = 5  # days from today on which mentors have times


def load(conference: Conference, now: datetime) -> int:
    """Bring mentors and their times into the congress; how many times are new."""
    members = {
        m.person.email.partition("@")[0]: m
        for m in Membership.objects.filter(conference=conference).select_related("person")
    }
    topics = _topics(conference)
    return sum(_mentor(members[mentor.person], mentor, topics, now) for mentor in source.mentors())


def _topics(conference: Conference) -> dict[str, int]:
    """The taxonomy by name; an organizer's own list stays, ours is only added to an empty one."""
    if not Topic.objects.filter(conference=conference).exists():
        actions.set_topics(conference, sorted({topic for mentor in source.mentors() for topic in mentor.topics}))
    return dict(Topic.objects.filter(conference=conference).values_list("name", "pk"))


def _mentor(membership: Membership, mentor: Mentor, topics: dict[str, int], now: datetime) -> int:
    profile = MentorProfile.objects.filter(membership=membership).first()
    if profile is None:
        person = source.people()[mentor.person]
        profile = actions.offer(
            membership,
            headline=person.about,
            topics=[topics[name] for name in mentor.topics if name in topics],
            can_help_with=mentor.can_help,
            languages=mentor.languages,
            approved=True,
        )
    wanted = times(mentor, now, _busy(mentor.person, now))
    known = list(Slot.objects.filter(mentor=profile).values_list("start", "end"))
    fresh = [(start, end) for start, end in wanted if not cells.overlap(start, end + cells.BUFFER, known)]
    return len(actions.add_slots(profile, fresh)) if fresh else 0


def times(mentor: Mentor, now: datetime, busy: Sequence[Span]) -> list[Span]:
    """Free chats of the coming days by the clock of the mentor's zone, apart from what she is busy with."""
    zone = clock.zone(source.people()[mentor.person].zone)
    today = timetable.today(source.toml("programme", "congress.toml"), now)
    found: list[Span] = []
    for ahead in range(AHEAD):
        day = today + timedelta(days=ahead)
        # By the date, not by the run: tomorrow's run finds tomorrow's times where today's has put them.
        first, count = _hours(mentor.hours[day.toordinal() % len(mentor.hours)])
        start = walls.instant(datetime.combine(day, first), zone)
        found += cells.in_a_row(start, count) if start else []
    soon = max(now, clock.now())  # times are offered ahead of the real clock, whatever day is played
    return [(start, end) for start, end in found if start > soon and not cells.overlap(start, end, busy)]


def _hours(text: str) -> tuple[time, int]:
    """ "16:00-18:00" as its beginning and how many chats fit."""
    start, _, end = text.partition("-")
    first, last = (time.fromisoformat(part) for part in (start, end))
    minutes = (datetime.combine(date.min, last) - datetime.combine(date.min, first)) // timedelta(minutes=1)
    return first, minutes // 30


def _busy(key: str, now: datetime) -> list[Span]:
    items = timetable.congress(now).items
    return [(item.start, item.end) for item in items if key in {person.source_id for person in item.people}]
