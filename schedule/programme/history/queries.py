"""Reads which edits can be taken back, and which was taken back last."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import NotFound
from schedule.programme.models import Edit

MOST_EDITS = 10  # offered to be taken back
LOOKED_AT = 60  # edits, the latest: who took so many back begins anew


def edit(pk: int) -> Edit:
    """An edit, or NotFound."""
    found = Edit.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class Steps:
    """What can be taken back, the latest first, and what was taken back last unless somebody has edited since."""

    edits: list[Edit]
    undone: Edit | None


def steps(conference_id: int) -> Steps:
    """The steps back and forth from here. One query."""
    rows = list(Edit.objects.filter(conference=conference_id).select_related("by")[:LOOKED_AT])
    live = [row for row in rows if row.undone_at is None]
    back = [(row.undone_at, -row.pk, row) for row in rows if row.undone_at is not None]
    if not back:
        return Steps(live[:MOST_EDITS], None)
    at, _order, last = max(back, key=lambda one: one[:2])
    return Steps(live[:MOST_EDITS], None if live and live[0].at > at else last)
