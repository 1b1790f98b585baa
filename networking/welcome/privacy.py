"""What welcome hosts keep of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from core import privacy
from networking.welcome import actions
from networking.welcome.models import Hosting, Welcome

_KEPT = "30 days after the congress"


def _export(person_id: int) -> Iterable[Mapping[str, Any]]:
    mine = Q(newcomer__person_id=person_id) | Q(host__person_id=person_id)
    return Welcome.objects.filter(mine).values("newcomer__ref", "host__ref", "at")


def _export_hosting(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Hosting.objects.filter(membership__person_id=person_id).values("on")


def _with_the_welcome(person_id: int) -> None:
    """Gone with what goes first."""


privacy.table(Welcome, retention=_KEPT, export=_export, erase=actions.erase)
privacy.table(Hosting, retention=_KEPT, export=_export_hosting, erase=_with_the_welcome)
