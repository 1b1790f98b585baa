"""What mentions keep of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core import privacy
from messaging.mentions.models import Mention


def _export(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Mention.objects.filter(of__person_id=person_id).values("message__thread__kind", "message__posted_at")


def _erase(person_id: int) -> None:
    Mention.objects.filter(of__person_id=person_id).delete()


privacy.table(Mention, retention="with its message", export=_export, erase=_erase)
