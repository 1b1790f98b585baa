"""What people of the demo do besides booking: contacts, requests, tables, welcome, duty, chats that are over.

Doing it twice changes nothing; what lasts for hours only, a table in the hallway, is set up again when it is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, time, timedelta

from accounts.models import Membership
from core import actor as actors
from core import clock
from core.actor import Actor
from core.errors import Refusal
from core.models import Conference
from messaging import actions as messaging
from networking.chats import actions as chats
from networking.chats.models import Chat
from networking.contacts import actions as contacts
from networking.contacts.models import Contact
from networking.feedback import actions as feedback
from networking.hallway import actions as hallway
from networking.hallway.models import Circle
from networking.matchmaking.desk import actions as desk
from networking.matchmaking.models import Ticket
from networking.mentors import actions as mentors
from networking.mentors import cells
from networking.mentors import queries as mentor_queries
from networking.mentors.models import MentorProfile, Slot
from networking.requests import actions as requests
from networking.welcome import actions as welcome
from networking.welcome.models import Welcome

OVER = 8  # chats that took place: more than the few below which no figure is shown
CIRCLES = (
    ("bob", Circle.Kind.ASK, "How do you tell a supervisor no?"),
    ("alice", Circle.Kind.OFFER, "Ten minutes on writing an abstract"),
)


def load(conference: Conference, now: datetime) -> int:
    """Bring it all into the congress; how many chats lie behind."""
    rows = Membership.objects.filter(conference=conference, person__is_demo=True).select_related("person", "conference")
    members = {row.person.email.partition("@")[0]: row for row in rows.order_by("pk")}
    _circles(conference, members)
    if Contact.objects.filter(conference=conference).exists():
        return 0
    found = list(mentor_queries.approved(conference.pk))
    behind = _chats_that_are_over(conference, [row for row in found if row.membership != members["mira"]], members, now)
    _contacts(members)
    _requests(found[-2:], members, now)
    _welcome(conference, members)
    for profile in found[:3]:
        _on_duty(profile, now)
    return behind


def _as(member: Membership) -> Actor:
    return actors.load(member.person_id, member.conference_id)


def _say(kind: str, key: int, *said: tuple[Membership, str]) -> None:
    for member, text in said:
        thread = messaging.open_thread(member.conference_id, kind, str(key))
        messaging.post(_as(member), thread, text)


def _circles(conference: Conference, members: dict[str, Membership]) -> None:
    """Tables of four, open for two hours from now."""
    for key, kind, topic in CIRCLES:
        if not Circle.objects.filter(host=members[key], ends_at__gt=clock.now()).exists():
            made = hallway.open_circle(_as(members[key]), conference, kind, topic)
            hallway.sit_down(_as(members["pat"]), made)


def _chats_that_are_over(
    conference: Conference, found: Sequence[MentorProfile], members: dict[str, Membership], now: datetime
) -> int:
    """Chats of the morning, found through the live queue, with what the two said afterwards."""
    mentees = [row for row in members.values() if getattr(row, "mentor_profile", None) is None][: OVER + 1]
    start = cells.floor(max(now, clock.now()) - timedelta(hours=4))
    for number, mentee in enumerate(mentees):
        mentor = found[number % len(found)].membership
        chat = chats.make(
            None, conference=conference, mentor=mentor, mentee=mentee, slot=None, kind=Chat.Kind.LIVE,
            state=Chat.State.ENDED, start=start, end=start + cells.LIVE_CHAT, question="",
        )  # fmt: skip
        waited = timedelta(minutes=2 + number % 5)
        Ticket.objects.create(
            conference=conference, mentee=mentee, state=Ticket.State.DONE, chat=chat, joined_at=start - waited,
            matched_at=start, ended_at=start + cells.LIVE_CHAT,
        )  # fmt: skip
        for member in (mentor, mentee) if mentee != members["ada"] else ():  # Ada has not answered yet
            feedback.give(_as(member), chat, 4 + number % 2, number % 4 > 0)
    return len(mentees)


def _contacts(members: dict[str, Membership]) -> None:
    """Ada writes with Bob; Alice would like to write to Ada, who lets everybody."""
    ada, bob, alice = members["ada"], members["bob"], members["alice"]
    made = contacts.befriend(ada, bob)
    _say(
        "contact", made.pk, (bob, "Good to have met you at the poster walk."),
        (ada, "Likewise. I send you the protocol tonight."),
    )  # fmt: skip
    contacts.set_openness(_as(ada), "all")
    contacts.ask(alice, ada, "I liked your question about resting cells.")


def _requests(busy: Sequence[MentorProfile], members: dict[str, Membership], now: datetime) -> None:
    """Two mentors without open times: Ada asked both, one of them proposes another time."""
    at = cells.ceil(max(now, clock.now()) + timedelta(hours=30))
    for number, profile in enumerate(busy):
        for slot in Slot.objects.filter(mentor=profile, state=Slot.State.OPEN):
            mentors.move_slot(slot.pk, Slot.State.OPEN, Slot.State.WITHDRAWN)
        asked = requests.send(
            _as(members["ada"]), profile, at + number * timedelta(hours=1), "How do I choose a group?"
        )
        if number:
            requests.counter(_as(profile.membership), asked, at + timedelta(hours=5))


def _welcome(conference: Conference, members: dict[str, Membership]) -> None:
    welcome.assign(conference)
    first = Welcome.objects.filter(newcomer__conference=conference).select_related("host", "newcomer").first()
    if first is not None:
        _say("welcome", first.pk, (first.host, "Welcome. Shall I show you where things are?"))


def _on_duty(profile: MentorProfile, now: datetime) -> None:
    """Expected on duty tomorrow, by her own clock."""
    mentor = _as(profile.membership)
    day = max(now, clock.now()).astimezone(clock.zone(mentor.zone)).date() + timedelta(days=1)
    with suppress(Refusal):  # her hour may be one that the clocks jump over
        desk.declare_window(mentor, profile, day, time(14), time(16))
