"""What a place has that is not for everybody: the room of a session, or a lounge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from core.models import Conference


class Doorway(Protocol):
    """`scope` names the place in grants, as it names its stream; `visibility` is one of `Room.Visibility`.

    `desk` is the stream of its moderators.
    """

    pk: int
    visibility: str
    for_roles: list[str]

    @property
    def conference(self) -> Conference: ...
    @property
    def conference_id(self) -> int: ...
    @property
    def scope(self) -> str: ...
    @property
    def desk(self) -> str: ...


# Kind of the scope -> its key -> the place
_doors: dict[str, Callable[[str], Doorway | None]] = {}


def register(kind: str, find: Callable[[str], Doorway | None]) -> None:
    _doors[kind] = find


def behind(scope: str) -> Doorway | None:
    """The place of a scope, if it is still there."""
    kind, _, key = scope.partition(":")
    return _doors[kind](key) if kind in _doors else None
