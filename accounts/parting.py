"""What two have together ends when they are to be kept apart: who keeps something for two registers here.

Each ends it as it would end by itself or by one of the two: called off, left, closed. So nobody reads a block from it.
Called inside the transaction that keeps them apart.
"""

from __future__ import annotations

from collections.abc import Callable

# (conference, the two persons, which of them wanted it or 0)
Hook = Callable[[int, tuple[int, int], int], None]
_hooks: list[Hook] = []


def register(hook: Hook) -> None:
    if hook not in _hooks:
        _hooks.append(hook)


def part(conference_id: int, one: int, other: int, by: int = 0) -> None:
    """End whatever these two persons have together here."""
    for hook in _hooks:
        hook(conference_id, (one, other), by)
