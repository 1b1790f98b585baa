"""What the machine can do at all: the same clients insert one row and commit, by the driver alone."""

from __future__ import annotations

import time
from collections import Counter

from benchmarks.booking.place import Together, side_by_side


def settings() -> dict[str, str]:
    """What decides how long a commit takes."""
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for name in ("fsync", "synchronous_commit", "full_page_writes", "shared_buffers"):
            cursor.execute(f"SHOW {name}")
            found[name] = str(cursor.fetchone()[0])
    return found


def commits(clients: int, seconds: float) -> float:
    """Rows a second."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_peer (id bigserial PRIMARY KEY, words text)")
    outcomes, _cpu = side_by_side(clients, inserter, seconds)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_peer")
    return outcomes["done"] / seconds


def inserter(number: int, together: Together, seconds: float) -> None:
    from django.db import connection

    outcomes: Counter[str] = Counter()
    connection.ensure_connection()
    raw = connection.connection
    together.start.wait()
    until, cpu = time.monotonic() + seconds, time.process_time()
    while time.monotonic() < until:
        raw.execute("INSERT INTO bench_peer (words) VALUES ('a row of a few words')")
        outcomes["done"] += 1
    together.report(outcomes, time.process_time() - cpu)
