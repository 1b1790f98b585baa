"""Duties that come round by themselves: sending waiting letters, closing what is over, forgetting what is due.

A feature registers its duties in `AppConfig.ready()`; `config.jobs` runs them. A duty may be run twice at once by two
workers, so it takes what it works on under lock, as any other action does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Duty:
    name: str
    seconds: int  # how long at least between two runs
    function: Callable[[], object]


_duties: dict[str, Duty] = {}


def duty(name: str, *, seconds: int) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Register the decorated function to be run about every `seconds`. Raises ValueError for a name given twice."""

    def register(function: Callable[[], object]) -> Callable[[], object]:
        known = _duties.get(name)
        if known is not None and known.function is not function:
            raise ValueError(f"two duties are called {name}")
        _duties[name] = Duty(name, seconds, function)
        return function

    return register


def all_duties() -> list[Duty]:
    """All duties, in the order of registration."""
    return list(_duties.values())
