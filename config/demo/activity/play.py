"""Gentle invented life in the rooms that are live now: people say, ask and vote, one deed at a time.

Reads ids from the database, writes over HTTP only (see visitor.py), so that open pages see everything at once.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import close_old_connections

from conference.questions import queries as questions
from conference.rooms import actions as rooms
from conference.rooms.models import Room
from config.demo import entry, source
from config.demo.activity.audience import Audience
from config.demo.activity.visitor import RefusedError, ServerAwayError, Visitor
from config.demo.activity.voting import Voting
from config.demo.activity.words import Words
from core import clock
from core.models import Conference
from messaging import actions as messaging
from schedule.programme import queries as programme
from schedule.programme.models import ReleasedSitting

__all__ = ["ServerAwayError", "run"]

PATIENCE = 12  # times five seconds: a restart of the server is no reason to stop
MOST_QUESTIONS = 14  # in one room; then people vote
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Scene:
    """A live room as the crowd needs it."""

    room: Room
    thread: int
    topic: str
    title: str


def run(base: str, people: int, pace: float, deeds: int, tell: Tell) -> None:
    """Play until stopped, or until `deeds` deeds are done. `pace` is the mean time between two, in seconds.

    Raises ServerAwayError when nobody answers at `base` for a minute.
    """
    facts = source.toml("programme", "congress.toml")
    conference = Conference.objects.get(slug=facts["slug"])
    crowd = source.crowd(people) or [person for person in source.people().values() if not person.outsider]
    moderator = Visitor(base, source.people()["mo"])
    player = Player(conference, [Visitor(base, person) for person in crowd], moderator, tell)
    try:
        _play(player, pace, deeds)
    finally:
        player.audience.close()


def _play(player: Player, pace: float, deeds: int) -> None:
    done = failures = 0
    while not deeds or done < deeds:
        close_old_connections()
        try:
            wait = player.deed()
            done, failures = done + 1, 0
        except ServerAwayError:
            failures += 1
            if failures > PATIENCE:
                raise
            wait = 5.0
        time.sleep(max(wait, player.dice.uniform(0.5, 1.5) * pace))


class Player:
    """Chooses who does what where."""

    def __init__(self, conference: Conference, visitors: list[Visitor], moderator: Visitor, tell: Tell) -> None:
        self.conference, self.visitors, self.moderator, self.tell = conference, visitors, moderator, tell
        self.dice = random.Random()  # noqa: S311  nothing secret is drawn
        self.voting = Voting(self.dice)
        self.words = Words()
        self.audience = Audience()
        facts = source.toml("programme", "congress.toml")
        self.topics = {track["name"]: track["key"] for track in facts["track"]}

    def deed(self) -> float:
        """One deed in one live room; the seconds the server asks to wait, mostly 0."""
        scenes = self.scenes()
        if not scenes:
            self.tell("Nothing is live now. Run `manage.py demo` again: day 2 is always today.")
            return 30.0
        visitor, scene = self.dice.choice(self.visitors), self.dice.choice(scenes)
        try:
            if not visitor.signed_in:
                self._enter(visitor)
            self.audience.seat(visitor, scene.room.pk)
            self._act(visitor, scene)
        except RefusedError as refusal:
            self.tell(f"{visitor.person.key} was refused in {scene.title}: {refusal}")
            return refusal.wait
        return 0.0

    def scenes(self) -> list[Scene]:
        """Rooms that are live now, those with a stage twice as likely as the others."""
        now = clock.now()
        release = programme.current_release(self.conference.pk)
        live = [s for s in programme.sittings_of(release, start__lte=now, end__gt=now) if not s.cancelled]
        return [self._scene(sitting) for sitting in live for _ in range(2 if sitting.session.track else 1)]

    def _scene(self, sitting: ReleasedSitting) -> Scene:
        room = rooms.room_of(sitting.session)
        thread = messaging.open_thread(room.conference_id, "room", str(room.pk))
        track = sitting.session.track
        topic = self.topics.get(track.name, "") if track else "lounge"
        return Scene(room, thread.pk, topic, sitting.session.title)

    def _enter(self, visitor: Visitor) -> None:
        person = entry.find(visitor.person.key)
        if person is None:
            raise RefusedError(404, "person.unknown", 0)
        visitor.sign_in(entry.link(person), f"/{self.conference.slug}/rooms")

    def _act(self, visitor: Visitor, scene: Scene) -> None:
        chance = self.dice.random()
        if chance < 0.2 and scene.topic != "lounge":
            self._poll(visitor, scene)
            return
        asked = questions.listed(scene.room) if chance > 0.7 and scene.topic != "lounge" else []
        if chance <= 0.7 or scene.topic == "lounge":
            text = self.words.line(str(scene.room.pk), scene.topic, visitor.person)
            visitor.do("message.post", {"thread": scene.thread, "text": text})
        elif len(asked) < 2 or (chance > 0.9 and len(asked) < MOST_QUESTIONS):
            self._ask(visitor, scene)
        else:
            self._vote(visitor, self.dice.choice(asked)["id"])

    def _poll(self, visitor: Visitor, scene: Scene) -> None:
        if self.voting.is_due(scene.room):
            if not self.moderator.signed_in:
                self._enter(self.moderator)
            self.voting.open(self.moderator, scene.room, scene.topic)
        elif poll := self.voting.opened(scene.room):
            self.voting.vote(visitor, poll, scene.topic)

    def _ask(self, visitor: Visitor, scene: Scene) -> None:
        question = self.words.question(str(scene.room.pk), scene.topic)
        how = "anonymous" if question.anonymous else "named"
        visitor.do("question.ask", {"room": scene.room.pk, "text": question.text, "how": how})

    def _vote(self, visitor: Visitor, question: int) -> None:
        try:
            visitor.do("question.vote", {"question": question, "on": True})
        except RefusedError as refusal:
            if refusal.code != "rule.refused":  # it is the visitor's own question
                raise
