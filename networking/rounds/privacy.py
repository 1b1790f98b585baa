"""What rounds keep of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from core import privacy
from networking.rounds import actions
from networking.rounds.models import Entry, Proposal, Round

_KEPT = "2 years after the congress"


def _export_entries(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Entry.objects.filter(membership__person_id=person_id).values("round__title", "side", "chats", "joined_at")


def _export_given(person_id: int) -> Iterable[Mapping[str, Any]]:
    """What was given to her. What was only proposed is the coordinators' draft; scores are told to nobody."""
    mine = Q(mentee__person_id=person_id) | Q(mentor__person_id=person_id)
    return Proposal.objects.filter(mine, state=Proposal.State.GIVEN).values("round__title", "start", "end", "reasons")


def _with_the_entries(person_id: int) -> None:
    """Gone with the entries."""


privacy.table(Round, retention=_KEPT, why_not="days, weights and numbers of groups of five or more, no persons")
privacy.table(Entry, retention=_KEPT, export=_export_entries, erase=actions.erase)
privacy.table(Proposal, retention=_KEPT, export=_export_given, erase=_with_the_entries)
