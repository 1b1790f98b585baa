"""One transaction per command, with an end of its own.

Django knows `on_commit`; we also need *before* commit: the events of a command are appended last, so that the row
locks of their streams are held as short as can be (docs/decisions/0002).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from django.db import transaction

from core.prepared import Question, Said, gathered, together
from core.rows import FEW


@dataclass(frozen=True, slots=True)
class Ending:
    """What a unit writes at its very end under a lock that others need as well: its place in a row of numbers.

    `ask` takes the numbers, which holds the row until the commit; `write` says what they number. `place` orders the
    locks, the same in every unit, or two would wait for each other. `size` is how many rows it will be.
    """

    place: int
    size: Callable[[], int]
    ask: Callable[[], Question[Any]]
    write: Callable[[Any], Sequence[Said]]


@dataclass(slots=True)
class Unit:
    """What is still to be done before the commit; gone with the transaction, whichever way it ends."""

    finishers: list[Callable[[], None]] = field(default_factory=list)
    endings: list[Ending] = field(default_factory=list)
    notes: dict[str, Any] = field(default_factory=dict)
    read: dict[Hashable, Any] = field(default_factory=dict)


T = TypeVar("T")
_current: ContextVar[Unit | None] = ContextVar("unit", default=None)


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Open a transaction; at its end run what was asked for by `before_commit`, then commit.

    Nested units join the outer one: there is one end.
    """
    if _current.get() is not None:
        with transaction.atomic():
            yield
        return
    unit = Unit()
    with transaction.atomic():
        token = _current.set(unit)
        try:
            yield
            for finish in unit.finishers:
                finish()
            _end(sorted(unit.endings, key=lambda ending: ending.place))
        finally:
            # Before the commit: what follows it is no part of this unit, and what was read in it may be old by then.
            # A hub that is rung by the commit asks who may still read
            _current.reset(token)


def _end(endings: list[Ending]) -> None:
    """Take the numbers in one message, write in the next, with the commit. Long ones one after the other: what many
    units wait for is not held while many rows are written that others do not need."""
    few = sum(ending.size() for ending in endings) <= FEW
    groups = [endings] if few else [[ending] for ending in endings]
    for group in groups:
        numbers = gathered([ending.ask() for ending in group]).answer()
        said = [one for ending, taken in zip(group, numbers, strict=True) for one in ending.write(taken)]
        together(*said, last=group is groups[-1])


def before_commit(finish: Callable[[], None]) -> None:
    """Run `finish` at the end of the present unit of work; once, however often it is asked for."""
    wanted = _inside().finishers
    if finish not in wanted:
        wanted.append(finish)


def at_the_end(ending: Ending) -> None:
    """Write this after whatever was to be done `before_commit`; once, however often it is asked for."""
    wanted = _inside().endings
    if ending not in wanted:
        wanted.append(ending)


def notes(key: str) -> list[Any]:
    """A list that lives as long as the present unit of work."""
    found: list[Any] = _inside().notes.setdefault(key, [])
    return found


def once(key: Hashable, read: Callable[[], T]) -> T:
    """What `read` says, asked once in the present unit of work; outside of one it is asked each time.

    For a row that several rules of one command look at. Whoever changes it in the same unit does not ask here.
    """
    unit = _current.get()
    if unit is None:
        return read()
    if key not in unit.read:
        unit.read[key] = read()
    return cast("T", unit.read[key])


def inside() -> bool:
    """Whether a unit of work is open."""
    return _current.get() is not None


def _inside() -> Unit:
    unit = _current.get()
    if unit is None:
        # An event without its transaction could tell of what never happened.
        raise RuntimeError("events and letters belong inside core.unit.unit_of_work()")
    return unit
