"""Mentors with times, and a clock that stands where a test puts it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from accounts.models import User
from core import clock
from core.models import Conference, OutgoingMail
from core.unit import unit_of_work
from networking.mentors import actions
from networking.mentors.models import MentorProfile, Slot, Topic
from tests import factories

# A Tuesday, the first day of the test congress: 10:00 in Lisbon
MORNING = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@dataclass
class Clock:
    """Stands still until it is moved."""

    at: datetime

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)

    def __call__(self) -> datetime:
        return self.at


@contextmanager
def standing_clock(at: datetime = MORNING) -> Iterator[Clock]:
    hands = Clock(at)
    before: Callable[[], datetime] = clock.use(hands)
    try:
        yield hands
    finally:
        clock.use(before)


def topics(where: Conference, *names: str) -> list[Topic]:
    actions.set_topics(where, names)
    return list(Topic.objects.filter(conference=where))


def mentor(
    who: User, where: Conference, *names: str, languages: tuple[str, ...] = (), capacity: int = 8
) -> MentorProfile:
    """Somebody as an approved mentor with these topics, which exist."""
    membership = factories.member(who, where, ["mentor"])
    chosen = Topic.objects.filter(conference=where, name__in=names).values_list("pk", flat=True)
    return actions.offer(
        membership,
        headline="Listens well",
        topics=chosen,
        languages=languages,
        capacity=capacity,
        approved=True,
    )


def letters(who: User, **fields: str) -> list[OutgoingMail]:
    """The letters to somebody, the oldest first, once everything that waits has been worked on."""
    while factories.run_jobs():
        pass
    return list(OutgoingMail.objects.filter(to=who.email, **fields).order_by("pk"))


def slots(profile: MentorProfile, first: datetime, count: int = 1) -> list[Slot]:
    """Times in a row, half an hour apart."""
    from networking.mentors import cells

    with unit_of_work():
        return actions.add_slots(profile, cells.in_a_row(first, count))
