"""What messaging keeps of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core import privacy
from messaging import actions
from messaging.models import Message, Thread


def _export(person_id: int) -> Iterable[Mapping[str, Any]]:
    said = Message.objects.filter(author__person_id=person_id)
    return said.values("thread__conference__slug", "thread__kind", "text", "posted_at", "edited_at", "state")


privacy.table(Thread, retention="with its owner", why_not="names its owner, no person")
privacy.table(
    Message, retention="2 years after the congress; chats of two 30 days", export=_export, erase=actions.erase_author
)
