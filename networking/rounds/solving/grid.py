"""Half hours of a round as columns: spans of time become rows of booleans and back. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from networking.mentors.cells import Span

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Grid:
    """`count` slots of `step` each, one after the other from `first` (UTC)."""

    first: datetime
    count: int
    step: timedelta

    def start(self, slot: int) -> datetime:
        return self.first + slot * self.step

    def slot(self, at: datetime) -> int | None:
        """The slot that begins at this instant, or None."""
        number, rest = divmod(at - self.first, self.step)
        return number if not rest and 0 <= number < self.count else None

    def row(self, free: Iterable[Span], taken: Iterable[Span], earliest: datetime) -> Bools:
        """Which slots lie within one of the `free` spans, begin no sooner than `earliest`, and touch nothing taken."""
        row = np.zeros(self.count, bool)
        for start, end in free:
            row[self._from(start) : self._until(end)] = True
        row[: self._from(earliest)] = False
        for start, end in taken:
            row[max(0, (start - self.first) // self.step) : self._from(end)] = False
        return row

    def _from(self, at: datetime) -> int:
        """The first slot that begins no sooner."""
        return max(0, -((self.first - at) // self.step))

    def _until(self, at: datetime) -> int:
        """One behind the last slot that ends no later."""
        return max(0, (at - self.first) // self.step)
