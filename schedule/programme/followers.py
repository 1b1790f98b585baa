"""What stands above the programme and follows it: rooms, of which the programme knows nothing, register here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from schedule.programme.models import Session


@dataclass(frozen=True, slots=True)
class Follower:
    """`scope(session id)` names the stream whose grants count for a session, "" for none.

    `moved(session)` is called inside the unit of work that moved one of its public sittings.
    """

    scope: Callable[[int], str]
    moved: Callable[[Session], None]


_followers: list[Follower] = []


def follow(follower: Follower) -> None:
    if follower not in _followers:
        _followers.append(follower)


def scope_of(session_id: int) -> str:
    """The scope in which somebody may have been named the chair of this session alone; "" for none."""
    return next((scope for one in _followers if (scope := one.scope(session_id))), "")


def tell_moved(session: Session) -> None:
    """Let all that follows take note of a move."""
    for one in _followers:
        one.moved(session)
