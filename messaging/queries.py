"""Readers of threads and messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from core.actor import Actor
from core.errors import NotFound
from core.statements import Statement
from core.text import as_id
from messaging import events
from messaging.models import Message, Reaction, Read, Thread
from moderation.duty import items
from moderation.duty.items import Item

PAGE = 50
UNSEEN = (Message.State.HELD, Message.State.REJECTED)


_THREAD = Statement(lambda pk: Thread.objects.select_related("conference").filter(pk=pk))


def thread(pk: int) -> Thread:
    found = _THREAD.first(pk=pk)
    if found is None:
        raise NotFound
    return found


def message(pk: int) -> Message:
    found = Message.objects.select_related("thread__conference", "author__person", "file").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class History:
    """The newest messages of a thread, oldest first; `before` continues into the past, None at its beginning."""

    items: list[dict[str, Any]]
    before: int | None
    reacted: list[str]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a transcript, oldest first; ids to go on to either side, None at the ends."""

    items: list[dict[str, Any]]
    before: int | None
    after: int | None
    reacted: list[str]


def history(thread: Thread, before: int | None = None, limit: int = PAGE, reader: int | None = None) -> History:
    """A page of at most `limit` messages by cursor: quick with any number of them. Two queries.

    `reader` is a membership: `reacted` says what she gave, as `12-heart`.
    """
    seen = Message.objects.filter(thread=thread).exclude(state__in=UNSEEN)
    found = seen.select_related("thread__conference", "author__person", "file").order_by("-id")
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found[: limit + 1])
    more, rows = len(rows) > limit, rows[:limit]
    items, reacted = _as_items(rows[::-1], reader)
    return History(items, rows[-1].pk if more else None, reacted)


def _as_items(rows: list[Message], reader: int | None) -> tuple[list[dict[str, Any]], list[str]]:
    """Messages as event data, with what people reacted; and what the reader did. One query for all of them."""
    counts, hers = _reactions([row.pk for row in rows], reader)
    return [events.data(row, counts.get(row.pk, {})).model_dump(mode="json") for row in rows], hers


def _reactions(pks: list[int], reader: int | None) -> tuple[dict[int, dict[str, int]], list[str]]:
    given = Reaction.objects.filter(message_id__in=pks).values_list("message_id", "kind")
    rows = given.annotate(given=Count("pk"), hers=Count("pk", filter=Q(by_id=reader or 0)))
    found: dict[int, dict[str, int]] = {}
    order = list(Reaction.Kind.values)
    hers = []
    for pk, kind, count, own in sorted(rows, key=lambda row: order.index(row[1])):
        found.setdefault(pk, {})[kind] = count
        hers += [f"{pk}-{kind}"] if own else []
    return found, hers


def reactions(pks: list[int]) -> dict[int, dict[str, int]]:
    """How many reacted to each of these messages, by kind, in the order of the kinds. One query."""
    return _reactions(pks, None)[0]


def overlay(shown: History | Page, actor: Actor) -> dict[str, list[Any]]:
    """What is the reader's own in these messages: a block of the page, never part of a fragment."""
    return {"messages": mine(shown.items, actor.ref), "reacts": shown.reacted}


def authors(*shown: History) -> list[dict[str, Any]]:
    """Who wrote these messages, each once, as events name them."""
    said = [item["author"] for history in shown for item in history.items if item["author"]]
    return list({author["ref"]: author for author in said}.values())


def thread_of(kind: str, key: str, reader: int | None) -> Any:
    """The thread of an owner, with `read_upto`: the last message the reader had seen when she left. One query."""
    read = Read.objects.filter(thread=OuterRef("pk"), by_id=reader or 0).values("upto")[:1]
    return Thread.objects.annotate(read_upto=Coalesce(Subquery(read), 0)).get(kind=kind, key=key)


def transcript(
    thread: Thread,
    *,
    before: int | None = None,
    since: datetime | None = None,
    after: int | None = None,
    find: str = "",
    reader: int | None = None,
) -> Page:
    """A page of what stands: before or after a message, from an instant on, or the newest; with words to find.

    Three queries at most, whatever the number of messages.
    """
    seen = Message.objects.filter(thread=thread, state=Message.State.VISIBLE)
    if find:
        seen = seen.filter(text__icontains=find)
    whole = seen.select_related("thread__conference", "author__person", "file")
    if after is not None or since is not None:
        later = whole.filter(pk__gt=after) if after is not None else whole.filter(posted_at__gte=since)
        rows = list(later.order_by("pk")[: PAGE + 1])
        more, rows = len(rows) > PAGE, rows[:PAGE]
        earlier = bool(rows) and seen.filter(pk__lt=rows[0].pk).exists()
        items, reacted = _as_items(rows, reader)
        return Page(items, rows[0].pk if earlier else None, rows[-1].pk if more else None, reacted)
    rows = list((whole.filter(pk__lt=before) if before is not None else whole).order_by("-pk")[: PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE][::-1]
    later_ones = before is not None and bool(rows)
    items, reacted = _as_items(rows, reader)
    return Page(items, rows[0].pk if more else None, rows[-1].pk if later_ones else None, reacted)


@dataclass(frozen=True, slots=True)
class Stretch:
    """What was said along a session, in order of time marks; `following` is where to go on, None at the end."""

    items: list[dict[str, Any]]
    following: tuple[int, int] | None
    reacted: list[str]


def along(thread: Thread, after: tuple[int, int], limit: int, reader: int | None = None) -> Stretch:
    """At most `limit` messages that have a time mark, after (mark, id). Two queries, however many there are."""
    mark, pk = after
    marked = Message.objects.filter(thread=thread, state=Message.State.VISIBLE, time_mark__isnull=False)
    later = marked.filter(Q(time_mark__gt=mark) | Q(time_mark=mark, pk__gt=pk))
    whole = later.select_related("thread__conference", "author__person", "file").order_by("time_mark", "pk")
    rows = list(whole[: limit + 1])
    more, rows = len(rows) > limit, rows[:limit]
    items, reacted = _as_items(rows, reader)
    return Stretch(items, (rows[-1].time_mark or 0, rows[-1].pk) if more else None, reacted)


def shortly_before(thread: Thread, mark: int, count: int) -> tuple[int, int]:
    """After which (mark, id) to begin so that the last `count` messages up to a mark come along."""
    earlier = Message.objects.filter(thread=thread, state=Message.State.VISIBLE, time_mark__lte=mark)
    rows = earlier.order_by("-time_mark", "-pk").values_list("time_mark", "pk")[count : count + 1]
    found: tuple[int, int] = next(((at or 0, pk) for at, pk in rows), (0, 0))
    return found


def mine(items: list[dict[str, Any]], ref: str) -> list[int]:
    """Which of these messages are the reader's own: the overlay of the page, never part of a fragment."""
    return [item["id"] for item in items if ref and item["author"] and item["author"]["ref"] == ref]


def where_message(key: str) -> int | None:
    """The conference of a message, for who wants to report it."""
    return Message.objects.filter(pk=as_id(key)).values_list("thread__conference_id", flat=True).first()


def held(thread: Thread) -> list[dict[str, Any]]:
    """What waits for a moderator, the longest waiting first, as event data."""
    found = Message.objects.filter(thread=thread, state=Message.State.HELD)
    rows = list(found.select_related("thread__conference", "author__person", "file").order_by("pk"))
    claims = items.claims("message", [row.pk for row in rows]) if rows else {}
    return [events.held(row, claims.get(str(row.pk), {})).model_dump(mode="json") for row in rows]


def held_in(kind: str, keys: list[str]) -> dict[str, list[dict[str, Any]]]:
    """What waits in the threads of several owners, by owner. Two queries."""
    found = Message.objects.filter(thread__kind=kind, thread__key__in=keys, state=Message.State.HELD)
    rows = list(found.select_related("thread__conference", "author__person", "file").order_by("pk"))
    claims = items.claims("message", [row.pk for row in rows]) if rows else {}
    waiting: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        waiting.setdefault(row.thread.key, []).append(
            events.held(row, claims.get(str(row.pk), {})).model_dump(mode="json")
        )
    return waiting


def held_item(key: str) -> Item:
    """A waiting message as a thing on the desk; NotFound for one that does not wait."""
    found = message(as_id(key))
    if found.state != Message.State.HELD:
        raise NotFound
    return Item("message", key, found.conference_id, found.scope)


def own_unseen(thread: Thread, membership_id: int | None) -> list[Message]:
    """One's own messages that wait, and the last ones that were not let through."""
    found = Message.objects.filter(thread=thread, author_id=membership_id or 0, state__in=UNSEEN).exclude(text="")
    return list(found.order_by("-pk")[:5])[::-1]
