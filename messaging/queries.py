"""Readers of threads and messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.errors import NotFound
from core.text import as_id
from messaging import events
from messaging.models import Message, Thread

PAGE = 50
UNSEEN = (Message.State.HELD, Message.State.REJECTED)


def thread(pk: int) -> Thread:
    found = Thread.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def message(pk: int) -> Message:
    found = Message.objects.select_related("thread__conference", "author__person").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class History:
    """The newest messages of a thread, oldest first; `before` continues into the past, None at its beginning."""

    items: list[dict[str, Any]]
    before: int | None


def history(thread: Thread, before: int | None = None, limit: int = PAGE) -> History:
    """A page of at most `limit` messages by cursor: quick with any number of them. One query."""
    seen = Message.objects.filter(thread=thread).exclude(state__in=UNSEEN)
    found = seen.select_related("thread__conference", "author__person").order_by("-id")
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found[: limit + 1])
    more, rows = len(rows) > limit, rows[:limit]
    items = [events.data(row).model_dump(mode="json") for row in reversed(rows)]
    return History(items, rows[-1].pk if more else None)


def mine(items: list[dict[str, Any]], ref: str) -> list[int]:
    """Which of these messages are the reader's own: the overlay of the page, never part of a fragment."""
    return [item["id"] for item in items if ref and item["author"] and item["author"]["ref"] == ref]


def where_message(key: str) -> int | None:
    """The conference of a message, for who wants to report it."""
    return Message.objects.filter(pk=as_id(key)).values_list("thread__conference_id", flat=True).first()


def held(thread: Thread) -> list[dict[str, Any]]:
    """What waits for a moderator, the longest waiting first, as event data."""
    found = Message.objects.filter(thread=thread, state=Message.State.HELD)
    rows = found.select_related("thread__conference", "author__person").order_by("pk")
    return [events.held(row).model_dump(mode="json") for row in rows]


def own_unseen(thread: Thread, membership_id: int | None) -> list[Message]:
    """One's own messages that wait, and the last ones that were not let through."""
    found = Message.objects.filter(thread=thread, author_id=membership_id or 0, state__in=UNSEEN).exclude(text="")
    return list(found.order_by("-pk")[:5])[::-1]
