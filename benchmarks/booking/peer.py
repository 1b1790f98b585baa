"""What the machine can do at all: the same clients insert one row and commit, by the driver alone."""

from __future__ import annotations

import time
from collections import Counter

from benchmarks.booking.place import Together, server_seconds, side_by_side

# What a booking says, message by message: r reads, u changes one row, i writes so many, b begins, c commits
BOOKING = ("r", "b r r r r r r r r r", "u i1 i1 i12", "i2 i1", "i2 i1 u c")
FLOORS = 500


def settings() -> dict[str, str]:
    """What decides how long a commit takes."""
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for name in ("fsync", "synchronous_commit", "full_page_writes", "shared_buffers"):
            cursor.execute(f"SHOW {name}")
            found[name] = str(cursor.fetchone()[0])
    return found


def commits(clients: int, seconds: float, processes: int) -> float:
    """Rows a second."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_peer (id bigserial PRIMARY KEY, words text)")
    outcomes, _cpu = side_by_side(clients, inserter, seconds, processes=processes)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_peer")
    return outcomes["done"] / seconds


def inserter(number: int, together: Together, seconds: float) -> None:
    from django.db import connection

    outcomes: Counter[str] = Counter()
    connection.ensure_connection()
    raw = connection.connection
    together.start.wait()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        raw.execute("INSERT INTO bench_peer (words) VALUES ('a row of a few words')")
        outcomes["done"] += 1
    together.report(outcomes)


def floor() -> str:
    """What the driver alone takes for a transaction with the messages and rows of a booking, all of it planned."""
    from django.db import connection

    connection.ensure_connection()
    raw = connection.connection
    raw.execute("CREATE TABLE bench_floor (id bigserial PRIMARY KEY, words text)")
    raw.execute("INSERT INTO bench_floor (words) VALUES ('the first')")
    raw.execute("PREPARE r AS SELECT words FROM bench_floor WHERE id = $1")
    raw.execute("PREPARE u AS UPDATE bench_floor SET words = $1 WHERE id = 1")
    for rows in (1, 2, 12):
        raw.execute(
            f"PREPARE i{rows} AS INSERT INTO bench_floor (words) VALUES {', '.join(['($1)'] * rows)} RETURNING id"
        )
    messages = [_message(one) for one in BOOKING]
    client, database = time.process_time(), server_seconds()
    for _ in range(FLOORS):
        for message in messages:
            raw.execute(message)
    parts = time.process_time() - client, server_seconds() - database
    raw.execute("DROP TABLE bench_floor")
    for name in ("r", "u", "i1", "i2", "i12"):
        raw.execute(f"DEALLOCATE {name}")
    client, database = (1000 * part / FLOORS for part in parts)
    return f"{len(BOOKING)} messages, {client:.2f} + {database:.2f} ms, by the driver alone"


def _message(said: str) -> str:
    whole = {"b": "BEGIN", "c": "COMMIT", "r": "EXECUTE r(1)"}
    return "; ".join(whole.get(one, f"EXECUTE {one}('a row of a few words')") for one in said.split())
