"""Threads that work for sockets, and what they hold."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from realtime import threads
from realtime.threads import in_thread

pytestmark = pytest.mark.django_db(transaction=True)


def mine() -> tuple[int, object]:
    """Which thread works, by which connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return threading.get_ident(), connection.connection


async def test_a_thread_keeps_its_connection_until_it_is_given_back() -> None:
    first = dict([await in_thread(mine) for _ in range(12)])
    for _ in range(12):
        thread, held = await in_thread(mine)
        assert first.setdefault(thread, held) is held
    assert {one.connection for one in threads._idle} >= set(first.values())
    await threads.give_back()
    assert not threads._idle


async def test_one_that_met_an_error_is_not_kept_unseen() -> None:
    def fail() -> tuple[int, object]:
        found = mine()
        connection.errors_occurred = True
        return found

    _thread, held = await in_thread(fail)
    assert not [one for one in threads._idle if one.connection is held]
    await threads.give_back()
