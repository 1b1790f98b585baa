"""Work that nobody waits for: queued tasks, and duties that come round every so many seconds.

Embedded, this runs as a thread of the web process; in compose it is the `worker` service. Queued tasks may be taken by
any number of workers. Duties need no leader to be correct (each is safe to run twice), only to be cheap: the worker
that could move the duty's due time in the cache first does it, and does not ask for it again before that time is over.
"""

from __future__ import annotations

import secrets
import threading
import time
from typing import Any

import structlog
from django.core.cache import cache
from django.db import close_old_connections, connection

from core import duties

log = structlog.get_logger(__name__)

POLL_SECONDS = 0.5
PAUSE_AFTER_FAILURE = 2.0


def run_jobs(stop: threading.Event) -> None:
    """Do queued tasks and duties until `stop` is set. Survives a database that is away for a while."""
    tasks = threading.Thread(target=_again_and_again, args=(stop, _work_off), name="tasks", daemon=True)
    tasks.start()
    _again_and_again(stop, Rounds().do_due)
    tasks.join(timeout=5)
    connection.close()


def _again_and_again(stop: threading.Event, step: Any) -> None:
    while not stop.is_set():
        try:
            step(stop)
            stop.wait(POLL_SECONDS)
        except Exception as problem:
            log.error("jobs.failed", step=step.__name__, problem=type(problem).__name__)
            stop.wait(PAUSE_AFTER_FAILURE)
        finally:
            close_old_connections()
    connection.close()


def _work_off(stop: threading.Event) -> None:
    """Take queued tasks until none is left or `stop` is set."""
    from django_tasks_db.management.commands.db_worker import Worker

    while not stop.is_set():
        worker = Worker(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=1,
            worker_id=secrets.token_hex(8),
            excluded_queue_names=[],
        )
        worker.run()
        if worker._run_tasks == 0:
            return


class Rounds:
    """What one worker knows of the duties: which of them it need not ask the cache for yet."""

    def __init__(self) -> None:
        self._not_before: dict[str, float] = {}

    def do_due(self, stop: threading.Event) -> None:
        for duty in duties.all_duties():
            if stop.is_set():
                return
            now = time.monotonic()
            if now < self._not_before.get(duty.name, 0):
                continue
            if cache.add(f"duty:{duty.name}", 1, timeout=duty.seconds):
                self._not_before[duty.name] = now + duty.seconds
                _do(duty)


def _do(duty: duties.Duty) -> None:
    started = time.monotonic()
    try:
        duty.function()
    except Exception as problem:
        log.error("duty.failed", duty=duty.name, problem=type(problem).__name__, exc_info=True)
    took = time.monotonic() - started
    if took > duty.seconds:
        log.warning("duty.slow", duty=duty.name, seconds=round(took, 1))
