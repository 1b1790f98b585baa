"""What hands keep of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from conference.hands import actions
from conference.hands.models import Hand
from core import privacy


def _export(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Hand.objects.filter(membership__person_id=person_id).values("room__session__title", "raised_at")


privacy.table(Hand, retention="until it is lowered, a day at most", export=_export, erase=actions.erase)
