"""A session of the demo that is over: its recording, what was said along it, an answer in writing, and a replay now."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from accounts.models import Membership
from conference.questions.models import Question
from conference.rooms import actions as rooms
from conference.rooms import chat
from conference.rooms.models import Recording, Room
from conference.rooms.stage import actions as stage
from config.demo import quizzes
from core.actor import Actor
from core.models import Conference
from messaging.models import Message
from schedule.programme import actions as programme
from schedule.programme import queries
from schedule.programme.models import ReleasedSitting, Sitting

# (second of the session, what was said); invented, like everybody who says it
SAID = (
    (8, "Good evening from the other side of the world."),
    (25, "The picture is clear here, thank you."),
    (48, "Which slide was that?"),
    (70, "The one with three states and one name."),
    (95, "That slide alone is worth the recording."),
    (130, "Is there a plain summary?"),
    (150, "It stands below the stage."),
    (600, "Ten minutes in and I have three questions."),
    (1500, "Thank you all, this was kind and clear."),
)
ASKED = (
    (60, "How would one tell rest from balance?", "By what wakes it: the talk at minute twelve shows two signs."),
    (240, "Is the data set open?", ""),
)


def load(conference: Conference, now: datetime, stream: str, captions: str) -> int:
    """Make it, once: how many messages stand along the recording. Nothing in a congress without a past."""
    sitting = _last(conference, now)
    if sitting is None or Recording.objects.filter(room__conference=conference).exists():
        return 0
    room = rooms.room_of(sitting.session)
    static = settings.STATIC_URL
    stage.attach_recording(room, url=static + stream, captions=static + captions)
    people = list(Membership.objects.filter(conference=conference, person__is_demo=True).order_by("pk")[:8])
    _talk(room, sitting, people)
    quizzes.play(room, people)
    start = now.replace(second=0, microsecond=0) - timedelta(minutes=1)
    programme.add_sitting(
        Actor(conference_id=conference.pk), sitting.session, Sitting.Kind.REPLAY, start, timedelta(hours=1)
    )
    return len(SAID)


def _last(conference: Conference, now: datetime) -> ReleasedSitting | None:
    """The session that ended last, of those on a stage."""
    release = queries.current_release(conference.pk)
    over = queries.sittings_of(release, end__lt=now, kind=Sitting.Kind.LIVE, session__kind="talk")
    found = over.filter(session__talks__speakers__isnull=False).order_by("-end", "pk").first()
    if found is not None:
        found.session.conference = conference
    return found


def _talk(room: Room, sitting: ReleasedSitting, people: list[Membership]) -> None:
    thread = chat.thread_of(room)
    for number, (mark, text) in enumerate(SAID):
        Message.objects.create(
            thread=thread, author=people[number % len(people)], text=text, sitting_id=sitting.sitting_id,
            posted_at=sitting.start + timedelta(seconds=mark), time_mark=mark,
        )  # fmt: skip
    for number, (mark, text, answer) in enumerate(ASKED):
        Question.objects.create(
            room=room, text=text, asker=people[-1 - number], sitting_id=sitting.sitting_id, time_mark=mark,
            asked_at=sitting.start + timedelta(seconds=mark), answer=answer, answered_by=people[0] if answer else None,
            state=Question.State.ANSWERED_WRITTEN if answer else Question.State.VISIBLE,
        )  # fmt: skip
