"""Locks on people and queues, held until the transaction ends.

Order in every transaction: people (sorted), then a queue, then rows. On PostgreSQL these are advisory locks; on SQLite
the one writer (IMMEDIATE) is the lock. Measured with 24 connections: constraint alone 21 deadlocks, with these none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from django.db import connection

from core.prepared import Prepared, Question

# MATERIALIZED: the list is gone through as it stands
TAKE = Prepared(
    "WITH wanted AS MATERIALIZED "
    "(SELECT key FROM unnest(%s::bigint[]) WITH ORDINALITY AS listed(key, place) ORDER BY place) "
    "SELECT count(pg_advisory_xact_lock(key)::text) FROM wanted"
)
# The upper half of the 64-bit key says what is locked, the lower half which one
PEOPLE, QUEUES, LEADERS = 0x70, 0x71, 0x72
_leaders: dict[int, Lock] = defaultdict(Lock)


def people(*person_ids: int) -> None:
    """Nobody else books, cancels or pairs these people until we are done."""
    people_first(*person_ids).answer()


def people_first(*person_ids: int) -> Question[None]:
    """The same as the first of several questions: what is asked after it sees what those did for whom it waited."""
    return _taken(PEOPLE, sorted(set(person_ids)))


def queue(conference_id: int) -> None:
    """One pairing at a time per conference."""
    _taken(QUEUES, [conference_id]).answer()


@contextmanager
def leading(conference_id: int) -> Iterator[bool]:
    """Whether one leads the tick of this congress, without waiting: of several workers that tick at once one does.

    Over many transactions; it ends with the block, or with the connection of a worker that dies. On SQLite, where one
    process works for all, it is a lock of that process.
    """
    if connection.vendor != "postgresql":
        mine = _leaders[conference_id].acquire(blocking=False)
    else:
        mine = _ask("SELECT pg_try_advisory_lock(%s)", conference_id)
    try:
        yield mine
    finally:
        if mine and connection.vendor != "postgresql":
            _leaders[conference_id].release()
        elif mine:
            _ask("SELECT pg_advisory_unlock(%s)", conference_id)


def _ask(statement: str, conference_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [LEADERS << 48 | conference_id])
        return bool(cursor.fetchone()[0])


def _taken(kind: int, keys: list[int]) -> Question[None]:
    """All in one statement, one after the other in the order of `keys`."""
    if connection.vendor != "postgresql" or not keys:
        return Question((), lambda _rows: None)
    return Question(((TAKE, [[kind << 48 | key for key in keys]]),), lambda _rows: None)
