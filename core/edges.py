"""A message to the database with the two ends of its transaction: BEGIN goes with the first statement, COMMIT with the
last ones. As messages of their own they wake two processes for nothing but themselves.

The driver says BEGIN before the first statement of a connection that does not commit by itself. Who says it in the same
message as that statement has to tell the driver first that this one does. Its `commit` and `rollback` look at what the
server says, and do nothing when that is over. On PostgreSQL only: in SQLite nobody is woken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from psycopg.pq import TransactionStatus

Rows = list[tuple[Any, ...]]


def send(here: Any, sql: str, values: Sequence[Any]) -> list[Rows]:
    """What the statements of one message return; the first of a transaction begins it."""
    if not wanted(here):
        return _sent(here, sql, values)
    here.connection.autocommit = True
    try:
        return _sent(here, f"BEGIN; {sql}", values)[1:]
    except BaseException:
        if _is_idle(here):  # the server could not read the message, and did nothing of it: not even BEGIN
            here.connection.autocommit = False
        raise


def send_last(here: Any, sql: str, values: Sequence[Any]) -> None:
    """The last message of a unit, with its commit; without where that is not ours to say."""
    begun = here.connection.pgconn.transaction_status == TransactionStatus.INTRANS
    if begun and here.in_atomic_block and not here.savepoint_ids:
        sql = f"{sql}; COMMIT"
    send(here, sql, values)


def wanted(here: Any) -> bool:
    """Whether a transaction is wanted that has not begun: a block is open and nothing was said in it."""
    return not here.connection.autocommit and _is_idle(here)


@contextmanager
def ahead(here: Any) -> Iterator[None]:
    """What is asked inside is asked ahead of the transaction that is wanted, and is over by then."""
    here.connection.autocommit = True
    try:
        yield
    finally:
        if _is_idle(here):
            here.connection.autocommit = False


def _is_idle(here: Any) -> bool:
    return bool(here.connection.pgconn.transaction_status == TransactionStatus.IDLE)


def _sent(here: Any, sql: str, values: Sequence[Any]) -> list[Rows]:
    with here.cursor() as cursor:
        cursor.execute(sql, values)
        answers, found = cursor.cursor, []  # the driver's own: Django's wraps each word
        with here.wrap_database_errors:
            while True:
                found.append(answers.fetchall() if answers.pgresult.nfields else [])
                if not answers.nextset():
                    return found
