"""Whatever hangs says where and has failed, and what failed is told at once: also by a run that is cut off."""

from __future__ import annotations

import asyncio
import contextlib
import faulthandler
import gc
import os
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any, TextIO

import pytest

SPARE = 20.0  # seconds after which the process ends, should the interpreter be what hangs
STARTED = time.monotonic()
_told: pytest.StashKey[TextIO] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("hangs_after", "seconds after which a test that has not ended has failed", default="300")


def pytest_configure(config: pytest.Config) -> None:
    # As it is before pytest catches what tests print
    config.stash[_told] = os.fdopen(os.dup(2), "w")


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[_told].close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """pytest's own watch, which knows no tasks, is called off by a failure: then putting away might hang for ever."""
    seconds = float(item.config.getini("hangs_after"))
    watch = threading.Timer(seconds, _end, [item.nodeid, item.config.stash[_told]])
    watch.daemon = True
    watch.start()
    faulthandler.dump_traceback_later(seconds + SPARE, file=item.config.stash[_told], exit=True)
    try:
        return (yield)
    finally:
        watch.cancel()
        faulthandler.cancel_dump_traceback_later()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """A failure calls this one off as well."""
    seconds = float(item.config.getini("hangs_after")) + SPARE
    faulthandler.dump_traceback_later(seconds, file=item.config.stash[_told], exit=True)


def _end(name: str, to: TextIO) -> None:
    """End the worker, as nothing else ends a test for certain; another one goes on with the tests that are left."""
    print(f"\n{name} hangs", file=to)
    for loop in _loops():
        with contextlib.suppress(RuntimeError):  # tasks came or went meanwhile
            for task in asyncio.all_tasks(loop):
                print(task.get_name(), *_stands(task.get_coro()), sep="\n    ", file=to)
    to.flush()
    faulthandler.dump_traceback(file=to)
    os._exit(1)


def _stands(waiting: Any) -> Iterator[str]:
    """Where each of the coroutines that wait for one another stands: a task itself tells only the outermost."""
    while waiting is not None:
        if type(waiting).__name__.startswith("async_generator_a"):  # one step of a generator, which it does not tell
            waiting = next(each for each in gc.get_referents(waiting) if hasattr(each, "ag_frame"))
        kind = next((kind for kind in ("cr", "ag", "gi") if hasattr(waiting, f"{kind}_frame")), "")
        frame = getattr(waiting, f"{kind}_frame", None)
        yield f"{frame.f_code.co_filename}:{frame.f_lineno} {frame.f_code.co_name}" if frame else repr(waiting)
        waiting = getattr(waiting, "gi_yieldfrom" if kind == "gi" else f"{kind}_await", None)


def _loops() -> set[asyncio.AbstractEventLoop]:
    # By type: asking lazy objects whether they are loops would make them
    found = [each for each in gc.get_objects() if issubclass(type(each), asyncio.AbstractEventLoop)]
    return {loop for loop in found if loop.is_running()}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.failed and "CI" in os.environ and "PYTEST_XDIST_WORKER" not in os.environ:
        when = f"{report.when}, {time.monotonic() - STARTED:.0f} s after the run began"
        sys.stdout.write(f"\n{report.nodeid} failed ({when})\n{report.longreprtext}\n")
        sys.stdout.flush()
