"""Database work off the event loop.

Django's `database_sync_to_async` is one thread for the whole process: 20 sockets with one 0.2 s call each wait up to
4 s. Here each call takes a thread of a small pool. Such a thread keeps its connection: to PostgreSQL out of the pool
that requests share, so that a command pays neither for taking one nor for asking whether it still stands (a server that
has hung up is seen by its socket, which then has something to read); to SQLite because opening the file, with Django's
sixty functions for each connection, took four fifths of what it costs to let somebody in.
"""

from __future__ import annotations

import asyncio
import contextvars
import select
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Lock
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

P = ParamSpec("P")
T = TypeVar("T")

_pool = ThreadPoolExecutor(max_workers=settings.REALTIME_THREADS, thread_name_prefix="realtime")
_idle: set[BaseDatabaseWrapper] = set()  # connections of threads that have nothing to do
_lock = Lock()


async def in_thread(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `function` in the pool, with the context of the caller."""
    work = partial(contextvars.copy_context().run, _work, partial(function, *args, **kwargs))
    return await asyncio.get_running_loop().run_in_executor(_pool, work)


def _work(function: Callable[[], T]) -> T:
    for connection in _mine():
        with _lock:
            _idle.discard(connection)
        if _has_hung_up(connection):
            connection.close()
    try:
        return function()
    finally:
        for connection in _mine():
            if _may_be_kept(connection):
                with _lock:
                    _idle.add(connection)
            elif not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()


async def give_back() -> None:
    """Return what idle threads hold: this process ends, or its tests go on to other tables."""
    await asyncio.to_thread(_give_back)


def _give_back() -> None:
    with _lock:
        while _idle:
            connection = _idle.pop()
            connection.inc_thread_sharing()  # its own thread waits for work, so nobody else uses it
            connection.close()
            connection.dec_thread_sharing()


def _mine() -> Sequence[BaseDatabaseWrapper]:
    return connections.all(initialized_only=True)


def _may_be_kept(connection: Any) -> bool:
    """Of a pool or to a file, in order, and between transactions."""
    if connection.connection is None or not (getattr(connection, "pool", None) or connection.vendor == "sqlite"):
        return False
    return not connection.errors_occurred and not connection.in_atomic_block


def _has_hung_up(connection: Any) -> bool:
    """Whether the server said something while nobody asked: mostly that it is gone. Costs no word to the server."""
    if not getattr(connection, "pool", None) or connection.connection is None:
        return False
    if connection.connection.closed:
        return True
    waiting = select.poll()
    waiting.register(connection.connection.fileno(), select.POLLIN)
    return bool(waiting.poll(0))
