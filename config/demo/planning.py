"""What organizers set in the invented congress: workshops have seats, so there is something to sign up for."""

from __future__ import annotations

from accounts.models import User
from core import actor as actors
from core.models import Conference
from schedule.programme.editor import actions as editing
from schedule.programme.models import Session

SEATS = 24


def load(conference: Conference, organizer: User) -> int:
    """Seats for the workshops that have none; how many these are."""
    workshops = list(Session.objects.filter(conference=conference, type="Workshop", seats=None))
    if workshops:
        editing.change_many(actors.load(organizer.pk, conference.pk), conference, workshops, seats=SEATS)
    return len(workshops)
