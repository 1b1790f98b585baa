"""One transaction per command, with an end of its own.

Django knows `on_commit`; we also need *before* commit: the events of a command are appended last, so that the row
locks of their streams are held as short as can be (docs/decisions/0002).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from django.db import transaction


@dataclass(slots=True)
class Unit:
    """What is still to be done before the commit; gone with the transaction, whichever way it ends."""

    finishers: list[Callable[[], None]] = field(default_factory=list)
    closers: list[Callable[[], None]] = field(default_factory=list)
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
    token = _current.set(unit)
    try:
        with transaction.atomic():
            yield
            for finish in unit.finishers:
                finish()
            for close in unit.closers:
                close()
    finally:
        _current.reset(token)


def before_commit(finish: Callable[[], None], *, last: bool = False) -> None:
    """Run `finish` as the last thing in the present unit of work; once, however often it is asked for.

    What holds a lock comes in one order in every unit, or two of them would wait for each other. `last` is the record,
    whose one lock a whole congress shares: nothing but the commit comes after it.
    """
    unit = _inside()
    wanted = unit.closers if last else unit.finishers
    if finish not in wanted:
        wanted.append(finish)


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
