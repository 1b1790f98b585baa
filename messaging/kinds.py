"""What the owners of threads answer for: who reads, writes and moderates there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.actor import Actor
from core.errors import NotFound

Rule = Callable[[Actor, str], bool]


@dataclass(frozen=True, slots=True)
class Kind:
    may_read: Rule
    may_write: Rule
    may_moderate: Rule


_kinds: dict[str, Kind] = {}


def register(name: str, *, may_read: Rule, may_write: Rule, may_moderate: Rule) -> None:
    """The owner of threads `name:<key>` registers its three rules, each (actor, key) -> bool."""
    _kinds[name] = Kind(may_read, may_write, may_moderate)


def of(name: str) -> Kind:
    """The rules of a kind; NotFound for one nobody owns."""
    if name not in _kinds:
        raise NotFound
    return _kinds[name]
