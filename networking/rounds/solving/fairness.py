"""How fairly a round serves: by tier, stage and region, and how scores are spread. Pure.

Groups of fewer than five are put together; no number about fewer than five people leaves here, nor can one be found by
taking the shown ones from the whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

LEAST = 5
TOGETHER = "together"


@dataclass(frozen=True, slots=True)
class Served:
    """One mentee: her groups by kind (tier, stage, region), chats she gets, and the scores of them."""

    groups: Mapping[str, str]
    chats: int
    scores: Sequence[int] = ()


def report(mentees: Sequence[Served]) -> dict[str, Any]:
    """The fairness report of a round; no shares of anything when fewer than five took part."""
    served = [one for one in mentees if one.chats]
    if len(mentees) < LEAST:
        return {"mentees": len(mentees), "groups": {}}
    kinds = sorted({kind for one in mentees for kind in one.groups})
    best = np.array([max(one.scores) for one in served], float)
    return {
        "mentees": len(mentees),
        "served": len(served),
        "chats": sum(one.chats for one in mentees),
        "groups": {kind: _groups(mentees, kind) for kind in kinds},
        "worst": int(best.min()) if len(served) >= LEAST else None,
        "tenth": int(np.percentile(best, 10)) if len(served) >= LEAST else None,
        "gini": round(gini([sum(one.scores) for one in mentees]), 3),
    }


def _groups(mentees: Sequence[Served], kind: str) -> list[dict[str, Any]]:
    """[{name, people, served}], largest first; small ones together, with the smallest shown one if need be."""
    counted: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in mentees:
        group = counted[one.groups.get(kind, "")]
        group[0] += 1
        group[1] += one.chats > 0
    ordered = sorted(counted.items(), key=lambda item: (-item[1][0], item[0]))
    shown = [item for item in ordered if item[1][0] >= LEAST]
    small = [item for item in ordered if item[1][0] < LEAST]
    while small and sum(item[1][0] for item in small) < LEAST and shown:
        small.append(shown.pop())
    rows = [{"name": name, "people": people, "served": got} for name, (people, got) in shown]
    if small:
        people, got = (sum(item[1][at] for item in small) for at in (0, 1))
        rows.append({"name": TOGETHER, "people": people, "served": got})
    return rows


def gini(values: Sequence[float]) -> float:
    """0 when all have the same, towards 1 when one has all (Gini 1912; 0 for nothing at all)."""
    ordered = np.sort(np.array(values, float))
    total = ordered.sum()
    if not total:
        return 0.0
    ranks = 2 * np.arange(1, len(ordered) + 1) - len(ordered) - 1
    return float(ranks @ ordered / (len(ordered) * total))
