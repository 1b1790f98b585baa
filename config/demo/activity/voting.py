"""Polls in the rooms that are live: a moderator opens one, the crowd votes."""

from __future__ import annotations

import random
from typing import Any

from conference.polls import queries
from conference.polls.models import Poll
from conference.rooms.models import Room
from config.demo import source
from config.demo.activity.visitor import Visitor


class Voting:
    """One poll a room; everybody votes as chance has it."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.written: dict[str, dict[str, Any]] = source.toml("activity", "polls.toml")

    def opened(self, room: Room) -> Poll | None:
        return next(iter(queries.in_room(room, (Poll.State.OPEN,))), None)

    def is_due(self, room: Room) -> bool:
        """Whether the room never had a poll."""
        return not queries.in_room(room, tuple(Poll.State.values))

    def open(self, moderator: Visitor, room: Room, topic: str) -> None:
        """Write the poll of a topic and open it."""
        wording = self._of(topic)
        options = "\n".join(wording.get("options", []))
        data = {"room": room.pk, **{name: wording[name] for name in ("kind", "text", "reveal")}, "options": options}
        poll = moderator.do("poll.prepare", data)["poll"]
        moderator.do("poll.move", {"poll": poll, "state": "open"})

    def vote(self, visitor: Visitor, poll: Poll, topic: str) -> None:
        visitor.do("poll.vote", {"poll": poll.pk, **self._ballot(poll, topic)})

    def _of(self, topic: str) -> dict[str, Any]:
        return self.written.get(topic, self.written["any"])

    def _ballot(self, poll: Poll, topic: str) -> dict[str, Any]:
        count = len(poll.options)
        if poll.kind == Poll.Kind.WORDS:
            return {"words": self.dice.sample(self._of(topic).get("words", ["tea"]), 1)}
        if poll.kind == Poll.Kind.RANKING:
            return {"ranks": self.dice.sample(range(1, count + 1), count)}
        # The first answers draw more than the last, so that the bars differ
        return {"choices": [min(int(self.dice.expovariate(0.6)), count - 1)]}
