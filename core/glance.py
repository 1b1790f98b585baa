"""What is the same for everybody is read once in one look that many share.

Who asks about many people at once opens a `glance`; in it, what was read for the first is there for the others. It ends
with the look: what is read later is read anew. Outside of one everything is read each time it is asked for.

Only for what does not depend on who asks. What does, such as an Actor, never goes through here.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

T = TypeVar("T")
_read: ContextVar[dict[Hashable, Any] | None] = ContextVar("glance", default=None)


@contextmanager
def glance() -> Iterator[None]:
    """One look at the database, for many. Not around anything that writes."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def for_all(key: Hashable, read: Callable[[], T]) -> T:
    """What `read` says, asked once in the present look."""
    found = _read.get()
    if found is None:
        return read()
    if key not in found:
        found[key] = read()
    return cast("T", found[key])
