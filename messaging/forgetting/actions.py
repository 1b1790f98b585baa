"""Forgetting words: after their time, with what they belong to, and when people go."""

from __future__ import annotations

from collections.abc import Sequence

from core import ended
from messaging import actions, events, queries
from messaging.models import Message, Reaction, Read, Thread
from realtime import log
from realtime.log import News


def erase_author(person_id: int) -> None:
    """Delete all words of a person, in the rows and in the log."""
    said = Message.objects.filter(author__person_id=person_id)
    unseen = (Message.State.HELD, Message.State.REJECTED)
    for message in said.select_related("thread__conference", "author__person", "file"):
        actions.take_back(message) if message.state in unseen else actions.bury(message)
    said.update(author=None)
    for pk in list(Reaction.objects.filter(by__person_id=person_id).values_list("message_id", flat=True).distinct()):
        Reaction.objects.filter(message_id=pk, by__person_id=person_id).delete()
        message = queries.message(pk)
        news = events.ReactionsData(id=pk, thread=message.thread_id, reactions=queries.reactions([pk]).get(pk, {}))
        log.append(News(message.thread.stream, events.REACTED, news, subject=f"message:{pk}"))
    Read.objects.filter(by__person_id=person_id).delete()


def drop_thread(kind: str, key: str) -> None:
    """Drop a thread with all its words, in the rows and in the log: their time is over."""
    Thread.objects.filter(kind=kind, key=key).delete()
    log.forget(f"{kind}:{key}")


def forget(conferences: Sequence[int]) -> int:
    """Drop some of what was written in these conferences; how many messages. The log forgot it long ago."""
    some = Message.objects.filter(thread__conference__in=conferences).values_list("pk", flat=True)[: ended.AT_ONCE]
    return Message.objects.filter(pk__in=list(some)).delete()[1].get("messaging.Message", 0)
