"""What coordinators' pages must learn of a round: how it stands, in numbers."""

from __future__ import annotations

from realtime import registry
from realtime.registry import EventData, Fragment


class RoundData(EventData):
    """`progress` in percent; `doing` says with what."""

    id: int
    conference: str
    title: str
    state: str
    progress: int
    doing: str
    problem: str
    mentees: int
    mentors: int
    pairs: int
    given: int
    not_possible: int


CHANGED = "round.changed"
registry.event(
    CHANGED, RoundData, Fragment("rounds-list", "round-{id}", "networking/rounds/_round.html"),
    text="How a round of mentoring chats stands, for coordinators: who takes part in numbers, and how far it is.",
)  # fmt: skip
