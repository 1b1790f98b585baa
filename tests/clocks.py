"""The clock of the product, as tests put it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from core import clock


@contextmanager
def later(**by: float) -> Iterator[None]:
    """Within it the clock stands still, so much later than now."""
    start = clock.now()
    before = clock.use(lambda: start + timedelta(**by))
    try:
        yield
    finally:
        clock.use(before)
