"""What files keep of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core import privacy
from messaging.files.models import Attachment, Content


def _export(person_id: int) -> Iterable[Mapping[str, Any]]:
    mine = Attachment.objects.filter(message__author__person_id=person_id)
    return mine.values("pk", "name", "kind", "size")


def _erase(person_id: int) -> None:
    Attachment.objects.filter(message__author__person_id=person_id).delete()


privacy.table(Attachment, retention="with its message", export=_export, erase=_erase)
privacy.table(Content, retention="with its message", why_not="the bytes of an attachment; erased with it")
