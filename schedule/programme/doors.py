"""What stands at the door of a session's room. Rooms, of which the programme knows nothing, register it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.actor import Actor
from schedule.programme.models import Session


@dataclass(frozen=True, slots=True)
class Sign:
    """A sentence for the page of a session, and whether the reader may come in."""

    text: str = ""
    open: bool = True


# The sign for somebody, or None where there is nothing to say
Find = Callable[[Actor, Session], Sign | None]
_finders: list[Find] = []


def register(find: Find) -> None:
    if find not in _finders:
        _finders.append(find)


def sign(actor: Actor, session: Session) -> Sign:
    """What somebody reads before the room of a session. Without a word it is open as always."""
    found = (find(actor, session) for find in _finders)
    return next((one for one in found if one is not None), Sign())
