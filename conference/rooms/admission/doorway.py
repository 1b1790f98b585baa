"""What a place has that is not for everybody: the room of a session, or a lounge."""

from __future__ import annotations

from typing import Protocol

from core.models import Conference


class Doorway(Protocol):
    """`scope` names the place in grants, as it names its stream; `visibility` is one of `Room.Visibility`."""

    visibility: str
    for_roles: list[str]

    @property
    def conference(self) -> Conference: ...
    @property
    def conference_id(self) -> int: ...
    @property
    def scope(self) -> str: ...
