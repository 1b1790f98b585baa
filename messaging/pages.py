"""A conversation as a page shows it, whoever owns the thread."""

from __future__ import annotations

from typing import Any

from core.actor import Actor
from messaging import queries
from realtime import log


def conversation(actor: Actor, kind: str, key: int, **more: Any) -> dict[str, Any]:
    """What `messaging/_thread.html` needs as `panel`, with what only this page adds, and the reader's own as `mine`."""
    stream = f"{kind}:{key}"
    at = log.position(stream)  # before the rows: an event must not fall between the two
    thread = queries.thread_of(kind, str(key), actor.membership_id)
    history = queries.history(thread, reader=actor.membership_id)
    panel = {"at": at, "stream": stream, "thread": thread, "history": history, "read": thread.read_upto}
    return {"panel": panel | more, "mine": {"me": actor.ref, **queries.overlay(history, actor)}}
