"""The way of a session from a draft to the stage. Pure: names of states only."""

from __future__ import annotations

PUBLIC = frozenset({"confirmed", "cancelled"})
# Who has decided: what a session may become next
NEXT: dict[str, tuple[str, ...]] = {
    "draft": ("submitted", "accepted", "confirmed", "withdrawn"),
    "submitted": ("accepted", "rejected", "withdrawn", "confirmed"),
    "accepted": ("confirmed", "rejected", "withdrawn"),
    "confirmed": ("cancelled", "withdrawn", "accepted"),
    "rejected": ("accepted", "submitted"),
    "withdrawn": ("submitted", "accepted"),
    "cancelled": ("confirmed",),
}
# What is told to the speakers when it is announced
TOLD = frozenset({"accepted", "rejected", "cancelled", "confirmed"})


def may_become(state: str, wanted: str) -> bool:
    """Whether a session in `state` may be decided to be `wanted` next."""
    return wanted in NEXT[state]
