"""What the live queue tells: each side of an offer on her own stream, everybody only numbers and who serves."""

from __future__ import annotations

from realtime import registry
from realtime.registry import EventData, Fragment


class Counterpart(EventData):
    """The other one of an offer: who, and why these two."""

    name: str
    ref: str
    affiliation: str
    reasons: list[str]


class TicketData(EventData):
    """The mentee's own view of her place. `chat_url` once there is a chat to go to."""

    id: int
    conference: str
    zone: str
    state: str
    place: int
    wait: list[int]
    fitting: int
    # Ambassadors on duty for peers, and whether she would take one
    peers: int
    asks_peers: bool
    notice: str
    question: str
    offer: int | None
    expires_at: str
    agreed: bool
    other: Counterpart | None
    chat_url: str


class DutyData(EventData):
    """The mentor's own view of her duty. She sees whom she is offered, never who waits."""

    id: int
    conference: str
    zone: str
    state: str
    until: str
    leaving: bool
    # Cut off within a declared time; `command` sets this duty on or off
    lost: bool
    command: str
    offer: int | None
    expires_at: str
    agreed: bool
    other: Counterpart | None
    question: str
    chat_url: str


class Serving(EventData):
    name: str
    ref: str
    topics: list[str]
    free: bool
    peer: bool


class BoardData(EventData):
    """What all members see of the queue."""

    conference_id: int
    conference: str
    waiting: int
    serving: list[Serving]


TICKET, DUTY, BOARD = "ticket.changed", "duty.changed", "queue.changed"
registry.event(
    TICKET, TicketData, Fragment("queue-box", "my-ticket", "networking/matchmaking/_ticket.html"),
    text="A mentee's own place in the live queue, and what she is offered.",
)  # fmt: skip
registry.event(
    DUTY, DutyData, Fragment("duty-box", "my-duty", "networking/matchmaking/_duty.html"),
    text="A mentor's own duty at the live queue, and whom she is offered.",
)  # fmt: skip
registry.event(
    BOARD, BoardData, Fragment("queue-board", "queue-now", "networking/matchmaking/_board.html"),
    text="How many wait in the live queue and which mentors serve.",
)  # fmt: skip
