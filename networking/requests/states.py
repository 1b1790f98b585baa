"""The life of a request, and what each side may know of it. Knows neither database nor framework."""

from __future__ import annotations

SENT, ACCEPTED, COUNTERED = "sent", "accepted", "countered"
DECLINED, EXPIRED, WITHDRAWN = "declined", "expired", "withdrawn"

NEXT: dict[str, frozenset[str]] = {
    SENT: frozenset({ACCEPTED, COUNTERED, DECLINED, EXPIRED, WITHDRAWN}),
    COUNTERED: frozenset({ACCEPTED, EXPIRED, WITHDRAWN}),
    # Taken back by a mentee who has not been told: to her it was still open
    DECLINED: frozenset({WITHDRAWN}),
    ACCEPTED: frozenset(),
    EXPIRED: frozenset(),
    WITHDRAWN: frozenset(),
}

# What the mentee sees of a request nobody found a time for, whatever the reason was
NO_TIME = "no_time"


def before(to: str) -> frozenset[str]:
    """The states from which one may come to `to`."""
    return frozenset(state for state, after in NEXT.items() if to in after)


def as_seen_by_mentee(state: str, told: bool) -> str:
    """A no is told when the request would have ended by itself: nobody can tell it from silence or a block."""
    if state == DECLINED:
        return NO_TIME if told else SENT
    return NO_TIME if state == EXPIRED else state
