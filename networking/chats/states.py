"""The life of a chat, as a table. Knows neither database nor framework."""

from __future__ import annotations

PROPOSED, CONFIRMED, OPEN, LIVE, ENDED = "proposed", "confirmed", "open", "live", "ended"
CANCELLED, RESCHEDULING, NO_SHOW, ABORTED = "cancelled", "rescheduling", "no_show", "aborted"

NEXT: dict[str, frozenset[str]] = {
    PROPOSED: frozenset({CONFIRMED, CANCELLED}),
    CONFIRMED: frozenset({OPEN, CANCELLED, RESCHEDULING}),
    RESCHEDULING: frozenset({CONFIRMED, CANCELLED}),
    OPEN: frozenset({LIVE, NO_SHOW, CANCELLED, ABORTED}),
    LIVE: frozenset({ENDED, ABORTED}),
    ENDED: frozenset(),
    CANCELLED: frozenset(),
    NO_SHOW: frozenset(),
    ABORTED: frozenset(),
}

# Time is set aside for these
AHEAD = frozenset({PROPOSED, CONFIRMED, OPEN, LIVE, RESCHEDULING})
# One can walk in and talk
TALKING = frozenset({OPEN, LIVE})
# The two have met, or will: a pair meets once per conference unless both ask (networking.chats.again)
MET = AHEAD | {ENDED}
FINAL = frozenset(state for state, after in NEXT.items() if not after)


def before(to: str) -> frozenset[str]:
    """The states from which one may come to `to`."""
    return frozenset(state for state, after in NEXT.items() if to in after)
