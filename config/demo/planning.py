"""What organizers set in the invented congress: seats of workshops, and the weekly hours of one who speaks."""

from __future__ import annotations

from datetime import time, timedelta

from accounts.models import User
from core import actor as actors
from core.models import Conference
from schedule.calendars import availability
from schedule.calendars.availability import Weekly
from schedule.programme.editor import actions as editing
from schedule.programme.hours.queries import Owner
from schedule.programme.models import Session, Speaker

SEATS = 24


def load(conference: Conference, organizer: User) -> int:
    """Seats for the workshops that have none; how many these are."""
    workshops = list(Session.objects.filter(conference=conference, type="Workshop", seats=None))
    if workshops:
        editing.change_many(actors.load(organizer.pk, conference.pk), conference, workshops, seats=SEATS)
    _hours(conference)
    return len(workshops)


def _hours(conference: Conference) -> None:
    """Tuesdays of one speaker, by the clock of Berlin; the page of the next release has something to say."""
    speaker = Speaker.objects.filter(conference=conference).last()
    if speaker is None or availability.entries([Owner(speaker).key]):
        return
    around = timedelta(weeks=3)
    first, last = conference.starts_on - around, conference.ends_on + around
    tuesdays = Weekly(1, time(16), time(18), "Europe/Berlin", first, last, fold=0)
    availability.offer(Owner(speaker).key, tuesdays)
