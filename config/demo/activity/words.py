"""What the crowd says: lines and questions that fit the room, none again before all had their turn. No Django."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from config.demo import source


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    anonymous: bool


class Words:
    """Draws from activity/*.toml; the same seed gives the same talk."""

    def __init__(self, seed: int | None = None) -> None:
        self._dice = random.Random(seed)  # noqa: S311  nothing secret is drawn
        self._lines: dict[str, list[str]] = source.toml("activity", "chat.toml")
        self._questions: dict[str, list[Question]] = {}
        for entry in source.toml("activity", "questions.toml")["question"]:
            asked = Question(entry["text"], entry.get("anonymous", False))
            self._questions.setdefault(entry["track"], []).append(asked)
        self._left: dict[tuple[str, str], list[int]] = {}

    def line(self, room: str, topic: str) -> str:
        """Something to say in `room` (any name) about `topic`: a track's key, "lounge" or ""."""
        lines = self._lines["any"] if not topic or self._dice.random() < 0.4 else self._lines.get(topic, [])
        kind = "any" if lines is self._lines["any"] or not lines else topic
        return self._lines[kind][self._next(f"{room}/{kind}", "line", self._lines[kind])]

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
