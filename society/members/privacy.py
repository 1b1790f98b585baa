"""Supporting members need no account; who has one finds her row by the address she proved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from accounts.models import User
from core import privacy
from society.members.models import Supporter


def _of(person_id: int) -> Any:
    return Supporter.objects.filter(email__in=User.objects.filter(pk=person_id).values("email"))


def _export(person_id: int) -> Iterable[Mapping[str, Any]]:
    rows: Iterable[Mapping[str, Any]] = _of(person_id).values("name", "email", "relation", "country", "joined_on")
    return rows


def _erase(person_id: int) -> None:
    _of(person_id).delete()


privacy.table(Supporter, retention="until the member leaves", export=_export, erase=_erase)
