"""A round of 1000 mentees and 300 mentors, end to end: read from the database, score, solve, check, write the proposal.

Options: [MENTEES MENTORS]. A database of its own is made and dropped: a file, or with MERIDIAN_TEST_BACKEND=postgres a
server of its own. People, topics, words, zones and times are seeded.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np

PROMISED = 3.0  # seconds, of which at most one solves
DAYS, FIRST = 3, date(2031, 5, 6)
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Sydney",
    "America/Los_Angeles",
    "Asia/Shanghai",
)
WORDS = [
    f"{a}{b}"
    for a in ("tumour", "dormant", "vessel", "immune", "signal", "marrow")
    for b in ("cells", "growth", "models", "escape")
]


@contextmanager
def database() -> Iterator[None]:
    """A database of its own for one benchmark."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django
    from django.conf import settings
    from django.test.utils import get_runner, setup_test_environment, teardown_test_environment

    django.setup()
    setup_test_environment()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    old = runner.setup_databases()
    try:
        yield
    finally:
        from django.db import connections

        connections.close_all()
        runner.teardown_databases(old)
        teardown_test_environment()


def people(random: np.random.Generator, count: int, conference: Any, name: str) -> list[Any]:
    from accounts.models import Membership, User

    users = User.objects.bulk_create(
        [
            User(
                email=f"{name}{n}@people.example",
                display_name=f"{name} {n}",
                zone=str(random.choice(ZONES)),
                languages=["en"],
                affiliation=f"Institute {random.zipf(1.6) % 250}",
                career_stage=str(random.choice(["doctoral", "postdoc", "senior"])),
            )
            for n in range(count)
        ]
    )
    rows = [
        Membership(
            conference=conference, person=user, appears="listed", consent_version="x", joined_at=datetime.now(UTC)
        )
        for user in users
    ]
    return list(Membership.objects.bulk_create(rows))


def prepare(mentees: int, mentors: int) -> Any:
    """A locked round with everybody in it: profiles, times, some conflicts, wishes and blocks."""
    from accounts.models import Block
    from core.models import Conference
    from networking.availability.models import Availability, FreeSpan
    from networking.mentors import actions
    from networking.mentors.choices import HELP, PATHS
    from networking.mentors.models import MentorProfile, Topic
    from networking.rounds.models import Entry, Round
    from networking.wishes.models import MenteeProfile, Preference

    random = np.random.default_rng(7)
    conference = Conference.objects.create(
        slug="bench",
        name="Bench",
        acronym="BENC",
        zone="Europe/Lisbon",
        starts_on=FIRST,
        ends_on=FIRST + timedelta(days=DAYS - 1),
    )
    actions.set_topics(conference, [f"Topic {n}" for n in range(14)])
    topics = list(Topic.objects.filter(conference=conference).values_list("pk", flat=True))
    looking, giving = people(random, mentees, conference, "mentee"), people(random, mentors, conference, "mentor")

    def words() -> str:
        return " ".join(random.choice(WORDS, 30))

    def some(of: Any, most: int) -> list[str]:
        return [str(one) for one in random.choice(list(of), random.integers(1, most + 1), replace=False)]

    profiles = MentorProfile.objects.bulk_create(
        [
            MentorProfile(
                membership=one,
                headline="Listens",
                about=words(),
                offers=some(HELP, 5),
                path=some(PATHS, 1)[0],
                languages=["en"],
                approved=True,
                capacity=8,
            )
            for one in giving
        ]
    )
    wishes = MenteeProfile.objects.bulk_create(
        [
            MenteeProfile(
                membership=one,
                about=words(),
                wants=some(HELP, 3),
                paths=some(PATHS, 2),
                chats=int(random.integers(1, 3)),
                first_time=bool(random.random() < 0.3),
            )
            for one in looking
        ]
    )
    for model, rows, field in (
        (MentorProfile, profiles, "mentorprofile_id"),
        (MenteeProfile, wishes, "menteeprofile_id"),
    ):
        through: Any = model.topics.through
        through.objects.bulk_create(
            [
                through(**{field: row.pk, "topic_id": int(topic)})
                for row in rows
                for topic in random.choice(topics, 3, replace=False)
            ]
        )
    _times(random, [*looking, *giving], Availability, FreeSpan)
    likes = {(random.integers(mentees), random.integers(mentors)) for _ in range(mentees // 2)}
    Preference.objects.bulk_create(
        [
            Preference(membership=looking[i], other=giving[j], kind="must_meet" if (i + j) % 3 else "no_thanks")
            for i, j in likes
        ]
    )
    blocks = {(random.integers(mentees), random.integers(mentors)) for _ in range(50)}
    Block.objects.bulk_create(
        [
            Block(conference=conference, blocker=looking[i].person, blocked=giving[j].person, since=datetime.now(UTC))
            for i, j in blocks
        ]
    )
    round_ = Round.objects.create(
        conference=conference,
        title="Bench",
        state="solving",
        first_day=FIRST,
        last_day=FIRST + timedelta(days=DAYS - 1),
        most_chats=2,
        made_at=datetime.now(UTC),
        running_since=datetime(2031, 1, 1, tzinfo=UTC),
    )
    Entry.objects.bulk_create(
        [
            Entry(
                round=round_,
                membership=one,
                side=side,
                chats=int(random.integers(low, high)),
                joined_at=datetime.now(UTC),
            )
            for side, crowd, low, high in (("mentee", looking, 1, 3), ("mentor", giving, 2, 7))
            for one in crowd
        ]
    )
    return round_


def _times(random: np.random.Generator, crowd: list[Any], rules: Any, spans: Any) -> None:
    """Two to five spans of one to four hours in waking hours of each one's zone."""
    from zoneinfo import ZoneInfo

    made = []
    for one in crowd:
        zone = ZoneInfo(one.person.zone)
        for _ in range(int(random.integers(2, 6))):
            day, hour, long = (
                FIRST + timedelta(days=int(random.integers(DAYS))),
                int(random.integers(8, 18)),
                int(random.integers(1, 5)),
            )
            start = datetime(day.year, day.month, day.day, hour, tzinfo=zone).astimezone(UTC)
            made.append((one, day, start, start + timedelta(hours=long)))
    rows = rules.objects.bulk_create(
        [
            rules(
                membership=one,
                event=0,
                every="once",
                zone=one.person.zone,
                first_day=day,
                last_day=day,
                start=start.time(),
                end=end.time(),
            )
            for one, day, start, end in made
        ]
    )
    spans.objects.bulk_create(
        [
            spans(rule=rule, membership=one, start=start, end=end)
            for rule, (one, _day, start, end) in zip(rows, made, strict=True)
        ]
    )


def main(options: list[str]) -> None:
    mentees, mentors = (int(one) for one in options[:2]) if len(options) >= 2 else (1000, 300)
    with database():
        from django.db import connection

        from networking.matchmaking import rounds as solver
        from networking.rounds.models import Proposal
        from networking.rounds.solving import actions, gathering

        round_ = prepare(mentees, mentors)
        gathered = gathering.gather(round_)
        before = time.perf_counter()
        solver.solve(gathered.instance)
        solving = time.perf_counter() - before
        before, cpu = time.perf_counter(), time.process_time()
        outcome = actions.run(round_, "2031-01-01T00:00:00+00:00")
        taken, used = time.perf_counter() - before, time.process_time() - cpu
        served = Proposal.objects.values("mentee").distinct().count()
        print(f"a round of {mentees} mentees and {mentors} mentors on {connection.vendor}: {outcome}")
        print(f"  served {served}, pairs {Proposal.objects.count()}")
        print(f"  solving alone       {solving:6.2f} s  (promise: at most 1 s)")
        print(f"  end to end          {taken:6.2f} s, {used:.2f} s of processor  (promise: at most {PROMISED:.0f} s)")
