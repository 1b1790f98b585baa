"""Rehearsals that nobody erases are swept away, after a word to whoever began them."""

from __future__ import annotations

from core import duties
from schedule.launch import actions


@duties.duty("rehearsals", seconds=3600)
def sweep() -> int:
    """Warn of what is about to go, and erase what is due; how many were erased."""
    actions.warn()
    return actions.sweep()
