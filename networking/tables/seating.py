"""Who sits at which mentor table: as many as possible at tables that come about, then the best fits. Pure."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

LEAST, MOST = 3, 5
# One more person at a table counts more than all scores together
SEATED = 1_000_000
PRECEDENCE = 2_000  # a step of a tier: more than any score, less than a seat

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def seat(scores: Ints, may: Bools, free: Ints, taken: Ints, tiers: Ints) -> dict[int, int]:
    """Row to table. `may`: who may sit where; `free`: seats left; `taken`: seats taken already; `tiers`: 0 comes first.

    A table that would stay below three is left empty, the one with the fewest first, and its people are seated anew.
    """
    open_ = np.ones(len(free), bool)
    while True:
        found = _best(scores, may & open_[None, :], free, tiers)
        sizes = taken + np.bincount(list(found.values()), minlength=len(free))
        short = [int(t) for t in np.flatnonzero(open_ & (sizes < LEAST) & (free > 0))]
        if not short:
            return found
        open_[min(short, key=lambda t: (int(sizes[t]), t))] = False


def _best(scores: Ints, may: Bools, free: Ints, tiers: Ints) -> dict[int, int]:
    chairs = np.repeat(np.arange(len(free)), np.maximum(free, 0))
    if not len(chairs) or not len(scores):
        return {}
    worth = scores + SEATED + PRECEDENCE * (3 - tiers)[:, None]
    value = np.where(may, worth, 0)[:, chairs]
    # Here and not above: SciPy takes a second to load, which every start of every process would pay
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(value, maximize=True)
    return {int(i): int(chairs[c]) for i, c in zip(rows, columns, strict=True) if value[i, c] > 0}
