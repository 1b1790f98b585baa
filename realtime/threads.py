"""Database work off the event loop.

Django's `database_sync_to_async` is one thread for the whole process: 20 sockets with one 0.2 s call each wait up to
4 s. Here each call takes a thread of a small pool and gives its connection back at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connections

P = ParamSpec("P")
T = TypeVar("T")

_pool = ThreadPoolExecutor(max_workers=settings.REALTIME_THREADS, thread_name_prefix="realtime")


async def in_thread(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `function` in the pool and close its database connection afterwards."""

    def call() -> T:
        try:
            return function(*args, **kwargs)
        finally:
            for connection in connections.all(initialized_only=True):
                if not connection.in_atomic_block:
                    connection.close_if_unusable_or_obsolete()

    return await sync_to_async(call, thread_sensitive=False, executor=_pool)()
