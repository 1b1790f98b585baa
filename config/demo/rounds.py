"""A round at each stage, people who look for mentors, and a mentor table. Doing it twice changes nothing."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta

from accounts.models import Membership
from core import clock
from core.actor import Actor
from core.errors import Refusal
from core.models import Conference
from networking.availability import actions as availability
from networking.mentors import queries as mentors
from networking.mentors.models import MentorProfile, Topic
from networking.rounds import actions as rounds
from networking.rounds import states
from networking.rounds.giving import actions as giving
from networking.rounds.models import Entry, Round
from networking.rounds.solving import actions as solving
from networking.tables import actions as tables
from networking.tables.models import Table
from networking.wishes import actions as wishes

LOOKING = 24  # people who join the round as mentees
WANTS = ("papers", "fellowships", "jobs", "talks", "change", "balance")
PATHS = ("academia", "clinic", "industry")


def load(conference: Conference, now: datetime) -> int:
    """Bring a round and a table into the congress; how many people joined the round."""
    if Round.objects.filter(conference=conference).exists():
        return 0
    today = max(now, clock.now()).astimezone(clock.zone(conference.zone)).date()
    days = (today + timedelta(days=1), today + timedelta(days=3))
    round_ = rounds.create(conference, "Meet a mentor", *days, 1)
    rounds.step(Actor(conference_id=conference.pk), round_, states.COLLECTING)
    found = mentors.approved(conference.pk)
    for profile in found:
        with suppress(Refusal):  # whose times are on other days gives none in this round
            rounds.join(Actor(), round_, profile.membership, Entry.Side.MENTOR, 3)
    joined = sum(_joins(round_, member, number, days) for number, member in enumerate(_looking(conference)))
    _table(conference, found.first(), days[0])
    _further_on(conference, round_)
    return joined


def _further_on(conference: Conference, first: Round) -> None:
    """Rounds of the same people that are past joining: over, published, proposed, locked; and one still prepared."""
    rounds.create(conference, "After the congress", first.first_day, first.last_day, 1)
    nobody = Actor(conference_id=conference.pk)
    for title, goal, some in (
        ("Pilot round", states.CLOSED, slice(1, None, 4)),
        ("Early birds", states.PUBLISHED, slice(0, None, 2)),
        ("Second round", states.PROPOSED, slice(None)),
        ("Last call", states.LOCKED, slice(None)),
    ):
        made = rounds.create(conference, title, first.first_day, first.last_day, 1)
        rounds.step(nobody, made, states.COLLECTING)
        for entry in first.entries.select_related("membership")[some]:
            Entry.objects.create(
                round=made, membership=entry.membership, side=entry.side, chats=1, joined_at=entry.joined_at
            )
        rounds.step(nobody, made, states.LOCKED)
        if goal != states.LOCKED:
            _solved(made, nobody)
        if goal in (states.PUBLISHED, states.CLOSED):
            giving.publish(nobody, made)
            giving.give.func(made.pk)
        if goal == states.CLOSED:
            made.refresh_from_db()
            rounds.step(nobody, made, states.CLOSED)


def _solved(made: Round, nobody: Actor) -> None:
    since = clock.now()
    rounds.move(nobody, made, states.SOLVING, running_since=since)
    solving.run(made, since.isoformat())
    made.refresh_from_db()


def _looking(conference: Conference) -> list[Membership]:
    """Members who are nobody's mentor and do not run the congress, in the order in which they came."""
    rows = Membership.objects.filter(conference=conference, state="active", mentor_profile=None)
    rows = rows.exclude(grants__role__code__in=["organizer", "moderator"])
    return list(rows.select_related("person", "conference").order_by("pk")[:LOOKING])


def _joins(round_: Round, member: Membership, number: int, days: tuple[date, date]) -> bool:
    topics = list(Topic.objects.filter(conference=round_.conference).values_list("pk", flat=True))
    chosen = {topics[number % len(topics)], topics[(number * 5 + 1) % len(topics)]} if topics else set()
    wishes.describe(
        member, topics=chosen, about="", wants=[WANTS[number % 6], WANTS[(number + 2) % 6]], paths=[PATHS[number % 3]],
        chats=1, first_time=number % 6 == 5,
    )  # fmt: skip
    try:
        availability.add(
            member, every="day", day=days[0], last_day=days[1], start=time(9), end=time(20), which="first",
            zone=member.person.zone,
        )  # fmt: skip
    except Refusal:
        return False  # the demo runs far from the days of its congress: nobody has time then
    rounds.join(Actor(), round_, member, Entry.Side.MENTEE, 1)
    return True


def _table(conference: Conference, profile: MentorProfile | None, day: date) -> None:
    if profile is None or Table.objects.filter(conference=conference).exists():
        return
    mentor = Actor(
        person_id=profile.membership.person_id, conference_id=conference.pk, zone=profile.membership.person.zone
    )
    tables.offer(mentor, profile, "Your first year as a postdoc", day, time(6), 5)
