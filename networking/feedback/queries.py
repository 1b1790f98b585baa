"""Readers of what was said after chats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core.actor import Actor
from networking.chats.models import Chat
from networking.contacts import queries as contacts
from networking.feedback.models import Feedback, Goal, StayInTouch

MOST = 200  # in one round


def asked(actor: Actor, chat: Chat) -> dict[str, Any] | None:
    """What the page of an ended chat asks this one of the two; None for a chat that did not take place."""
    fellow = chat.other(chat.side_of(actor.membership_id))
    if chat.state != Chat.State.ENDED:
        return None
    mine = {"chat": chat, "by": actor.membership_id}
    return {
        "chat": chat,
        "fellow": fellow,
        "given": Feedback.objects.filter(**mine).first(),
        "stays": StayInTouch.objects.filter(**mine).exists(),
        "contact": contacts.between(actor.membership_id or 0, fellow.pk) if fellow else None,
        "goal": Goal.objects.filter(**mine).first(),
    }


def forgettable(conferences: Sequence[int]) -> list[Chat]:
    """Chats of these conferences that no goal keeps: who wrote one for in three months is reminded of it first."""
    waiting = Goal.objects.filter(remind_at__isnull=False).values("chat")
    found = Chat.objects.filter(conference__in=conferences).exclude(pk__in=waiting)
    return list(found.select_related("conference").order_by("pk")[:MOST])


def due_goals(now: datetime) -> list[int]:
    return list(Goal.objects.filter(remind_at__lte=now).values_list("pk", flat=True)[:200])
