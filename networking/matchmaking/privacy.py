"""What the live queue keeps of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core import privacy
from networking.matchmaking import actions
from networking.matchmaking.models import Duty, DutyWindow, Offer, Ticket

_KEPT = "30 days after the congress"


def _export_tickets(person_id: int) -> Iterable[Mapping[str, Any]]:
    found = Ticket.objects.filter(mentee__person_id=person_id)
    return found.values("conference__slug", "question", "state", "joined_at", "matched_at", "ended_at")


def _export_duties(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Duty.objects.filter(mentor__membership__person_id=person_id).values("conference__slug", "state", "since")


def _export_windows(person_id: int) -> Iterable[Mapping[str, Any]]:
    return DutyWindow.objects.filter(mentor__membership__person_id=person_id).values("start", "end")


def _nothing(person_id: int) -> None:
    """Gone with the tickets and duties."""


privacy.table(Ticket, retention=_KEPT, export=_export_tickets, erase=actions.erase)
privacy.table(
    Ticket.topics.through, retention="with the ticket", why_not="joins tickets and topics; goes with the ticket"
)
privacy.table(Duty, retention=_KEPT, export=_export_duties, erase=_nothing)
privacy.table(DutyWindow, retention=_KEPT, export=_export_windows, erase=actions.erase_windows)
privacy.table(
    Offer, retention=_KEPT, erase=_nothing,
    why_not="not exported: who declined or missed whom stays private to the other side as well",
)  # fmt: skip
