"""What the crowd says: lines and questions that fit the room, none again before all had their turn. No Django."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from config.demo import source
from config.demo.source import Person


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    anonymous: bool


class Words:
    """Draws from activity/*.toml; the same seed gives the same talk."""

    def __init__(self, seed: int | None = None) -> None:
        self._dice = random.Random(seed)  # noqa: S311  nothing secret is drawn
        said = source.toml("activity", "chat.toml")
        self._greetings: dict[str, list[str]] = said.pop("greetings")
        # Each entry is a whole exchange, mostly of one line.
        self._lines = {topic: [[e] if isinstance(e, str) else e for e in entries] for topic, entries in said.items()}
        self._replies: dict[str, list[str]] = {}
        self._greeted: set[tuple[str, str]] = set()
        self._questions: dict[str, list[Question]] = {}
        for entry in source.toml("activity", "questions.toml")["question"]:
            asked = Question(entry["text"], entry.get("anonymous", False))
            self._questions.setdefault(entry["track"], []).append(asked)
        self._left: dict[tuple[str, str], list[int]] = {}

    def line(self, room: str, topic: str, who: Person) -> str:
        """Something `who` says in `room` (any name) about `topic`: a track's key, "lounge" or ""."""
        if replies := self._replies.get(room):
            return replies.pop(0)
        if (room, who.key) not in self._greeted and self._dice.random() < 0.25:
            return self._greeting(room, who)
        kind = topic if topic in self._lines and self._dice.random() < 0.6 else "any"
        first, *rest = self._lines[kind][self._next(f"{room}/{kind}", "line", self._lines[kind])]
        self._replies[room] = rest
        return first

    def _greeting(self, room: str, who: Person) -> str:
        self._greeted.add((room, who.key))
        ways = self._greetings.get(who.languages[0], self._greetings["en"])
        return self._dice.choice(ways).format(city=who.zone.rpartition("/")[2].replace("_", " "))

    def question(self, room: str, topic: str) -> Question:
        """Something to ask in `room` about `topic`, a track's key or ""."""
        fitting = [*self._questions.get(topic, []), *self._questions["any"]]
        return fitting[self._next(f"{room}/{topic}", "question", fitting)]

    def _next(self, where: str, what: str, choices: Sequence[object]) -> int:
        left = self._left.setdefault((where, what), [])
        if not left:
            left.extend(range(len(choices)))
            self._dice.shuffle(left)
        return left.pop()
