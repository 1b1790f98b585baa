"""Whether a proposal keeps what was promised, asked again after solving and by other means than the solver's. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from networking.matchmaking.rounds import Instance, Meeting


def faults(instance: Instance, meetings: Sequence[Meeting]) -> list[str]:
    """Which of the design's invariants 1 to 6 these meetings break, by name; empty when none."""
    found: set[str] = set()
    for people in ("mentee", "mentor"):
        if _most(Counter((getattr(m, people), m.slot) for m in meetings)) > 1:
            found.add("overlap")
    if _most(Counter((m.mentee, m.mentor) for m in meetings)) > 1:
        found.add("pair_twice")
    loads = Counter(m.mentor for m in meetings)
    wanted = Counter(m.mentee for m in meetings)
    if any(count > instance.capacity[mentor] for mentor, count in loads.items()):
        found.add("capacity")
    if any(count > instance.wanted[mentee] for mentee, count in wanted.items()):
        found.add("more_than_wanted")
    for m in meetings:
        if not instance.allowed[m.mentee, m.mentor]:
            found.add("kept_apart")
        if not (instance.mentee_free[m.mentee, m.slot] and instance.mentor_free[m.mentor, m.slot]):
            found.add("not_free")
        if instance.mentee_ids[m.mentee] == instance.mentor_ids[m.mentor]:
            found.add("oneself")
    return sorted(found)


def _most(counted: Counter[tuple[int, int]]) -> int:
    return max(counted.values(), default=0)
