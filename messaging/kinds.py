"""What the owners of threads answer for: who reads, writes and moderates there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.actor import Actor
from core.errors import NotFound

Rule = Callable[[Actor, str], bool]


@dataclass(frozen=True, slots=True)
class Pace:
    """How somebody may write in a thread: one message in so many seconds, and whether it waits for a moderator.

    `delay` are seconds in which one can stop it. `free` is for moderators: no word makes their messages wait.
    """

    seconds: int = 0
    delay: int = 0
    waits: bool = False
    free: bool = False


def _at_will(actor: Actor, key: str) -> Pace:
    return Pace(free=True)


def _never(actor: Actor, key: str) -> bool:
    return False


def _always(actor: Actor, key: str) -> bool:
    return True


def _no_desk(key: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Moment:
    """Where in a session something is said: in which sitting, and seconds after its beginning. Empty outside one."""

    sitting: int | None = None
    time_mark: int | None = None


def _no_moment(key: str) -> Moment:
    return Moment()


@dataclass(frozen=True, slots=True)
class Kind:
    may_read: Rule
    may_write: Rule
    may_moderate: Rule
    pace: Callable[[Actor, str], Pace] = _at_will
    # The stream of its moderators, who hear of what waits
    desk: Callable[[str], str] = _no_desk
    # May others see that somebody writes
    typing: Rule = _never
    # Do pages show it at present; what was written stays either way
    shown: Rule = _always
    # May who writes there send files
    may_attach: Rule = _always
    # Which moment of its session it is in a thread now
    moment: Callable[[str], Moment] = _no_moment


_kinds: dict[str, Kind] = {}


def register(name: str, kind: Kind) -> None:
    """The owner of threads `name:<key>` registers its rules, each (actor, key) -> bool."""
    _kinds[name] = kind


def of(name: str) -> Kind:
    """The rules of a kind; NotFound for one nobody owns."""
    if name not in _kinds:
        raise NotFound
    return _kinds[name]
