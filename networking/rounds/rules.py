"""May she? What is proposed is the coordinators' until it is published."""

from __future__ import annotations

from core import actor as actors


def may_read_rounds(person_id: int, key: str) -> bool:
    """Only coordinators follow how rounds stand."""
    return key.isdecimal() and len(key) < 19 and actors.load(person_id, int(key)).can("round.manage")
