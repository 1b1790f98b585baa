"""The work that nobody waits for, when the cache is away: it goes on, and it does not knock all the time."""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from django.core.cache import cache
from django.test import override_settings

from config import jobs
from core import duties

pytestmark = pytest.mark.once
ROUNDS = 40


class Deaf:
    """Where Redis should be: takes every line and hangs up. `knocks` counts them."""

    def __init__(self) -> None:
        self.knocks = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self._hang_up)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.listener.getsockname()[1]}/0"

    def _hang_up(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self.listener.accept()
                self.knocks += 1
                line.close()

    def stop(self) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join()


@pytest.fixture
def deaf() -> Iterator[Deaf]:
    made = Deaf()
    yield made
    made.stop()


@contextmanager
def cache_at(url: str) -> Iterator[None]:
    with override_settings(CACHES={"default": {"BACKEND": "config.cache.ForgivingRedisCache", "LOCATION": url}}):
        cache.clear()
        yield
        cache.clear()


def test_a_redis_that_does_not_answer_is_not_asked_for_each_duty(deaf: Deaf, monkeypatch: pytest.MonkeyPatch) -> None:
    done: Counter[str] = Counter()
    names = [f"trial.{number}" for number in range(20)]
    trial = {name: duties.Duty(name, 60, lambda name=name: done.update([name])) for name in names}  # type: ignore[misc]
    monkeypatch.setattr(duties, "_duties", trial)
    with cache_at(deaf.url):
        began, before = time.monotonic(), deaf.knocks
        rounds = [jobs.Rounds() for _ in range(ROUNDS)]  # as many workers as rounds: none knows what the others did
        for one in rounds:
            one.do_due(threading.Event())
        took = time.monotonic() - began
        assert done == dict.fromkeys(names, 1)  # each is done, and once in its time
        assert deaf.knocks - before <= 2 * (1 + took)  # a try and the client's own second one; 800 without the pause


def test_a_redis_that_is_back_is_used_again(deaf: Deaf, monkeypatch: pytest.MonkeyPatch) -> None:
    from config import cache as caches

    monkeypatch.setattr(caches, "FIRST_PAUSE", 0.05)
    with cache_at(deaf.url):
        before = deaf.knocks
        until = time.monotonic() + 5
        while deaf.knocks < before + 3:  # asked again, and again
            assert time.monotonic() < until
            cache.get("anything")


def test_a_duty_that_was_done_is_not_asked_for_before_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[float] = []
    monkeypatch.setattr(duties, "_duties", {"trial": duties.Duty("trial", 60, lambda: done.append(time.monotonic()))})
    worker, stop = jobs.Rounds(), threading.Event()
    cache.delete("duty:trial")
    worker.do_due(stop)
    cache.delete("duty:trial")  # were it asked for, it would be done again
    worker.do_due(stop)
    assert len(done) == 1
    jobs.Rounds().do_due(stop)  # somebody else may
    assert len(done) == 2
    cache.delete("duty:trial")
