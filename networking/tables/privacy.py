"""What mentor tables keep of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core import privacy
from networking.tables import actions
from networking.tables.models import Seat, Table

_KEPT = "30 days after the congress"


def _export_tables(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Table.objects.filter(mentor__person_id=person_id).values("title", "start", "end", "state")


def _export_seats(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Seat.objects.filter(membership__person_id=person_id).values("table__title", "table__start", "given")


def _with_the_tables(person_id: int) -> None:
    """Gone with the tables."""


privacy.table(Table, retention=_KEPT, export=_export_tables, erase=actions.erase)
privacy.table(Seat, retention=_KEPT, export=_export_seats, erase=_with_the_tables)
