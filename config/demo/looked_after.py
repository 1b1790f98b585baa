"""What those who look after a congress see: a report, a message that waits, a hand, a shift, a file, a mention."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

from PIL import Image, ImageDraw

from accounts.models import Membership
from accounts.notices import actions as notices
from conference.hands import actions as hands
from conference.questions import actions as questions
from conference.questions.deciding import actions as deciding
from conference.questions.deciding.actions import Decision
from conference.rooms import actions as rooms
from conference.rooms import chat
from conference.rooms.models import Room
from core import actor as actors
from core.actor import ANONYMOUS, Actor
from core.models import Conference
from messaging import actions as messaging
from messaging.files import actions as files
from messaging.models import Thread
from moderation import actions as moderation
from moderation import words
from moderation.duty import actions as duty
from moderation.models import WordList
from moderation.reports import actions as reports
from moderation.reports.targets import Found
from schedule.programme import queries
from schedule.programme.models import Session, Sitting

TEAL, PAPER, INK = "#0f766e", "#fbf9f4", "#16202e"


def load(conference: Conference, now: datetime) -> int:
    """Make it, once, in a room that is open now: how many things wait at its desk."""
    if WordList.objects.filter(conference=conference).exists():
        return 0
    room = _room(conference, now)
    people = list(Membership.objects.filter(conference=conference, person__is_demo=True).order_by("pk")[:12])
    if room is None or len(people) < 12:
        return 0
    moderation.set_words(conference, "miracle cure\nbuy now", words.starting())
    speakers = [actors.load(one.person_id, conference.pk) for one in people]
    thread = chat.thread_of(room)
    _talk(thread, speakers)
    _ask(room, speakers)
    hands.raise_hand(speakers[8], room)
    _duty(conference, now)
    _workshops(conference)
    return 3


def _workshops(conference: Conference) -> None:
    """In the workshops of the programme everybody may speak."""
    for session in Session.objects.filter(conference=conference, type="Workshop").select_related("conference"):
        rooms.change_room(ANONYMOUS, rooms.room_of(session), kind=Room.Kind.WORKSHOP)


def _room(conference: Conference, now: datetime) -> Room | None:
    """Of a session with speakers that is on now: a lounge takes no questions."""
    release = queries.current_release(conference.pk)
    now_on = queries.sittings_of(release, start__lte=now, end__gt=now, kind=Sitting.Kind.LIVE, session__kind="talk")
    found = now_on.filter(session__talks__speakers__isnull=False).order_by("start", "pk").first()
    return rooms.room_of(found.session) if found else None


def _talk(thread: Thread, people: list[Actor]) -> None:
    """A mention, a picture, something against the manners of the place, and a message that waits."""
    messaging.post(people[3], thread, f"@{people[4].name} you asked for the timeline, here it is.")
    files.attach(people[3], thread, files.cleaned("timeline.png", _timeline()), "Weeks, from left to right.", None)
    rude = messaging.post(people[5], thread, "Whoever still believes this has not read a paper in ten years.")
    about = Found(thread.conference_id, people[5].membership_id, rude.text)
    note = "This could be said more kindly."
    reports.send(people[6], "message", str(rude.pk), about, category="abuse", note=note)
    messaging.post(people[7], thread, "My neighbour sells a miracle cure for exactly this.")


def _ask(room: Room, people: list[Actor]) -> None:
    """A question that was answered in writing, and an anonymous one."""
    asked = questions.ask(people[9], room, "Will the slides be there tomorrow?", anonymous=False)
    answer = "Yes, under the stage, as a PDF, until the end of the year."
    deciding.decide(people[10], asked, Decision("answered_written", answer))
    questions.ask(people[11], room, "May patients send questions after the session, too?", anonymous=True)


def _timeline() -> bytes:
    """A small picture, drawn here: twelve weeks and what happens in three of them."""
    picture = Image.new("RGB", (960, 320), PAPER)
    pen = ImageDraw.Draw(picture)
    pen.line((60, 160, 900, 160), fill=INK, width=4)
    for week in range(13):
        at = 60 + week * 70
        pen.line((at, 148, at, 172), fill=INK, width=2)
        if week in {2, 6, 11}:
            pen.ellipse((at - 18, 142, at + 18, 178), fill=TEAL)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _duty(conference: Conference, now: datetime) -> None:
    """A shift for each who moderates, one after the other, and what they and others should know."""
    team = Membership.objects.filter(conference=conference, roles__code="moderator").order_by("pk").distinct()
    for number, member in enumerate(team[:3]):
        duty.plan_shift(member, now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=4 * number), 4)
    for member in Membership.objects.filter(conference=conference, person__is_demo=True).order_by("pk")[:12]:
        notices.send(
            member.person_id, key=f"demo:{conference.pk}:welcome", kind="demo", conference=conference,
            title="Welcome to the demonstration", url=f"/{conference.slug}/programme",
            text="Choose what you want to see; a star brings it to your own schedule.", until=now,
        )  # fmt: skip
