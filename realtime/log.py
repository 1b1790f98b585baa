"""The event log: a counter per stream, bumped under its row lock as the last statement of a transaction.

A reader never follows an autoincrement id: ids are handed out before commits land, and measured so 595 of 1,200 rows
were missed (docs/decisions/0002).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from core import clock
from core.prepared import Prepared, Question, Said
from core.rows import FEW, later
from core.unit import Ending, at_the_end, notes
from realtime import registry
from realtime.models import LoggedEvent, Stream

REPLAY_LIMIT = 1000  # more than that is cheaper as a fresh page
KEPT = timedelta(days=30)  # told on /privacy
PRUNED_AT_ONCE = 1000
AT_ONCE = 200  # rows in one statement
PENDING = "news"


@dataclass(frozen=True, slots=True)
class News:
    """What other screens must learn. With `rewrites` the earlier events of `subject` take on the new content, so
    that a replay cannot bring back what was edited, hidden or erased."""

    stream: str
    type: str
    data: registry.EventData
    subject: str = ""
    rewrites: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    stream: str
    seq: int
    type: str
    at: str
    data: dict[str, Any]
    rewrote: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Position:
    epoch: str
    head: int


# Told of committed events: the hub rings the layer. Empty in a process without sockets and layer.
_bells: list[Callable[[list[Event]], None]] = []


def on_commit(bell: Callable[[list[Event]], None]) -> None:
    if bell not in _bells:
        _bells.append(bell)


def append(*news: News) -> None:
    """Tell of what this unit of work did. Written at its end, in one go, streams locked in the order of names."""
    notes(PENDING).extend(news)
    at_the_end(ENDING)


def _pending() -> dict[str, list[News]]:
    """What this unit has to tell, by stream in the order of names."""
    pending: dict[str, list[News]] = defaultdict(list)
    for item in notes(PENDING):
        pending[item.stream].append(item)
    return dict(sorted(pending.items()))


def _ask() -> Question[dict[str, tuple[int, int]]]:
    return _numbers({name: len(news) for name, news in _pending().items()})


def _write(taken: dict[str, tuple[int, int]]) -> list[Said]:
    at, made, events = clock.now(), list[LoggedEvent](), list[Event]()
    pending = _pending()
    before = _rewrite_earlier((taken[name][0], item) for name, news in pending.items() for item in news)
    for name, news in pending.items():
        told = _rows(*taken[name], news, at, before)
        events += [_event(name, row) for row in told]
        made += told
    transaction.on_commit(lambda: _ring(events))
    return later(*made)


def _size() -> int:
    """Content that is written anew is looked for, which is not to be done while a record waits: as if it were long."""
    news: list[News] = notes(PENDING)
    return len(news) + FEW * any(one.rewrites for one in news)


ENDING = Ending(place=1, size=_size, ask=_ask, write=_write)


def _ring(events: list[Event]) -> None:
    for bell in _bells:
        bell(events)


def _rows(
    stream: int, head: int, news: list[News], at: datetime, before: dict[tuple[int, str], list[int]]
) -> list[LoggedEvent]:
    """The events of one stream, whose last number is `head`; not yet written."""
    rows: list[LoggedEvent] = []
    for seq, item in enumerate(news, head - len(news) + 1):
        data = item.data.model_dump(mode="json")
        rewrote = _rewrite(before.get((stream, item.subject), []), item, data, rows) if item.rewrites else []
        rows.append(
            LoggedEvent(
                stream_id=stream, seq=seq, type=item.type, subject=item.subject, at=at, data=data, rewrote=rewrote
            )
        )
    return rows


@cache
def _take(count: int) -> Prepared:
    """By hand: composing it costs Django longer than the database takes for it, while the streams are locked."""
    rows = ", ".join(["(%s, %s, %s)"] * count)
    return Prepared(
        f"INSERT INTO {Stream._meta.db_table} AS kept (name, head, epoch) VALUES {rows} "  # noqa: S608
        "ON CONFLICT (name) DO UPDATE SET head = kept.head + excluded.head RETURNING name, id, head"
    )


def _numbers(counts: dict[str, int]) -> Question[dict[str, tuple[int, int]]]:
    """The next numbers of streams, ours alone from now to the commit: their ids, and the last number of each.

    One statement for up to AT_ONCE: it takes their rows in the order of its values, and makes those of new streams.
    """
    names, epoch = list(counts), Stream._meta.get_field("epoch")
    parts = [names[begin : begin + AT_ONCE] for begin in range(0, len(names), AT_ONCE)]
    said = [
        (
            _take(len(part)),
            [one for name in part for one in (name, counts[name], epoch.get_db_prep_save(uuid4(), connection))],
        )
        for part in parts
    ]
    return Question(tuple(said), lambda answers: {name: (pk, head) for rows in answers for name, pk, head in rows})


def _rewrite(before: list[int], item: News, data: dict[str, Any], unsaved: list[LoggedEvent]) -> list[int]:
    seqs = list(before)
    for row in unsaved:
        if row.subject == item.subject:
            row.type, row.data = item.type, data
            seqs.append(row.seq)
    return seqs


def _rewrite_earlier(told: Iterable[tuple[int, News]]) -> dict[tuple[int, str], list[int]]:
    """Give the earlier events of these subjects their last new content; the numbers of those events, in order.

    One statement for up to AT_ONCE subjects: a tick of the live queue rewrites what two dozen people were told.
    """
    last = {(stream, item.subject): item for stream, item in told if item.rewrites}
    field, found = LoggedEvent._meta.get_field("data"), defaultdict[tuple[int, str], list[int]](list)
    keys = list(last)
    for begin in range(0, len(keys), AT_ONCE):
        part = keys[begin : begin + AT_ONCE]
        values = [
            (*key, last[key].type, field.get_db_prep_save(last[key].data.model_dump(mode="json"), connection))
            for key in part
        ]
        rows = _earlier(len(part), connection.vendor).rows(*(one for row in values for one in row))
        for stream, subject, seq in sorted(rows):
            found[stream, subject].append(seq)
    return found


@cache
def _earlier(count: int, vendor: str) -> Prepared:
    typed = "(%s::bigint, %s, %s, %s::jsonb)" if vendor == "postgresql" else "(%s, %s, %s, %s)"
    return Prepared(
        f"WITH told(whose, about, kind, content) AS (VALUES {', '.join([typed] * count)}) "  # noqa: S608
        f"UPDATE {LoggedEvent._meta.db_table} SET type = kind, data = content FROM told "
        "WHERE stream_id = whose AND subject = about RETURNING stream_id, subject, seq",
        planned=count <= FEW,
    )


def _event(name: str, row: LoggedEvent) -> Event:
    return Event(name, row.seq, row.type, row.at.isoformat(), row.data, row.rewrote)


def forget(name: str) -> None:
    """Drop what a stream told: its one reader is being erased. The counter stays, so nothing old can come back."""
    LoggedEvent.objects.filter(stream__name=name).delete()


def prune() -> int:
    """Drop what was told longer ago than KEPT; how many events. Who comes back from before then gets a fresh page."""
    dropped = 0
    while old := list(
        LoggedEvent.objects.filter(at__lt=clock.now() - KEPT).values_list("pk", flat=True)[:PRUNED_AT_ONCE]
    ):
        dropped += LoggedEvent.objects.filter(pk__in=old).delete()[0]
    return dropped


def position(name: str) -> Position:
    """Where the stream stands. Read it *before* the rows of a page, or an event can fall between the two."""
    found = Stream.objects.filter(name=name).values_list("epoch", "head").first()
    return Position(str(found[0]), found[1]) if found else Position("", 0)


def positions(names: Iterable[str]) -> dict[str, Position]:
    """Where many streams stand, in one query."""
    found = Stream.objects.filter(name__in=list(names)).values_list("name", "epoch", "head")
    return {name: Position(str(epoch), head) for name, epoch, head in found}


def read(name: str, after: int, limit: int = REPLAY_LIMIT) -> list[Event]:
    """The events of a stream after a position, in order, at most `limit`."""
    rows = LoggedEvent.objects.filter(stream__name=name, seq__gt=after).order_by("seq")[:limit]
    return [_event(name, row) for row in rows]


def reachable(position: Position, after: int, epoch: str) -> bool:
    """Whether one can go on from `after`: same epoch, not in the future, not too far behind."""
    if epoch and position.epoch and UUID(position.epoch) != _uuid_or_none(epoch):
        return False
    return 0 <= after <= position.head and position.head - after <= REPLAY_LIMIT


def gapless(events: list[Event], after: int, head: int) -> bool:
    """Whether `events` go on from `after` towards `head` without a hole, as pruning and erasing leave them."""
    if not events:
        return after >= head
    return events[0].seq == after + 1 and events[-1].seq == after + len(events)


def _uuid_or_none(text: str) -> UUID | None:
    try:
        return UUID(text)
    except (ValueError, AttributeError, TypeError):
        return None
