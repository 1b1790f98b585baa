"""What messaging keeps of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core import privacy
from messaging.forgetting import actions
from messaging.models import Message, Reaction, Read, Thread


def _export(person_id: int) -> Iterable[Mapping[str, Any]]:
    said = Message.objects.filter(author__person_id=person_id)
    return said.values("thread__conference__slug", "thread__kind", "text", "posted_at", "edited_at", "state")


privacy.table(Thread, retention="with its owner", why_not="names its owner, no person")
privacy.table(
    Message, retention="2 years after the congress; chats of two 30 days", export=_export, erase=actions.erase_author
)


def _export_reactions(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Reaction.objects.filter(by__person_id=person_id).values("message__thread__kind", "message__text", "kind")


privacy.table(Reaction, retention="with its message", export=_export_reactions, erase=lambda person_id: None)
privacy.table(Read, retention="with its thread", why_not="a number of a message; erased with the person's messages")
