"""The life of a round, as a table. Knows neither database nor framework."""

from __future__ import annotations

DRAFT, COLLECTING, LOCKED, SOLVING = "draft", "collecting", "locked", "solving"
PROPOSED, PUBLISHED, CLOSED, FAILED = "proposed", "published", "closed", "failed"

NEXT: dict[str, frozenset[str]] = {
    DRAFT: frozenset({COLLECTING}),
    COLLECTING: frozenset({LOCKED}),
    LOCKED: frozenset({SOLVING}),
    SOLVING: frozenset({PROPOSED, FAILED}),
    FAILED: frozenset({LOCKED}),
    PROPOSED: frozenset({LOCKED, PUBLISHED}),
    # Final: only single chats change after it
    PUBLISHED: frozenset({CLOSED}),
    CLOSED: frozenset(),
}
# One can join: before it is solved, and late
OPEN = frozenset({COLLECTING, PUBLISHED})


def before(to: str) -> frozenset[str]:
    """The states from which one may come to `to`."""
    return frozenset(state for state, after in NEXT.items() if to in after)
