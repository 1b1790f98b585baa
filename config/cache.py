"""The shared cache, which must never be the reason that a request fails."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

log = structlog.get_logger(__name__)
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 8.0  # seconds; each question to a paused Redis may wait for two


@dataclass
class Absence:
    """How long one Redis is left alone after it did not answer: twice as long each time, as long as it does not."""

    until: float = 0.0
    pause: float = 0.0

    def lasts(self) -> bool:
        return time.monotonic() < self.until

    def begin(self) -> None:
        if not self.lasts():  # several threads may have been waiting for the same answer
            self.pause = min(self.pause * 2 or FIRST_PAUSE, LONGEST_PAUSE)
        self.until = time.monotonic() + self.pause

    def end(self) -> None:
        self.until = self.pause = 0.0


_absences: defaultdict[str, Absence] = defaultdict(Absence)  # by address: Django makes a cache for each thread


class ForgivingRedisCache(RedisCache):
    """Redis while it answers, this process' memory while it does not.

    Without Redis the throttles count per process instead of per installation: generous for a moment, never closed.
    One that did not answer is not asked again at once: everybody would wait for it, and write a line about it.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._memory = LocMemCache("forgiving", {})
        self._absence = _absences[server]
        # Django imports redis for its client; asked there, so that only `realtime` and Django know the library.
        library: Any = vars(self._cache)["_lib"]
        self._away: tuple[type[Exception], ...] = (library.RedisError, OSError)

    def ping(self) -> bool:
        """Whether Redis answers now; asked even if it did not a moment ago."""
        try:
            answers = bool(self._cache.get_client().ping())
        except self._away:
            return False
        self._absence.end()
        return answers

    def _either(self, name: str, *args: Any, **kwargs: Any) -> Any:
        if not self._absence.lasts():
            first: Callable[..., Any] = getattr(super(), name)
            try:
                answer = first(*args, **kwargs)
            except self._away:
                self._absence.begin()
                log.warning("cache.away", operation=name, seconds=self._absence.pause)
            else:
                self._absence.end()
                return answer
        return getattr(self._memory, name)(*args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._either("add", *args, **kwargs))

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._either("set", *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._either("touch", *args, **kwargs))

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._either("delete", *args, **kwargs))

    def get_many(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        return dict(self._either("get_many", *args, **kwargs))

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._either("has_key", *args, **kwargs))

    def incr(self, *args: Any, **kwargs: Any) -> int:
        return int(self._either("incr", *args, **kwargs))

    def set_many(self, *args: Any, **kwargs: Any) -> list[Any]:
        return list(self._either("set_many", *args, **kwargs))

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._either("delete_many", *args, **kwargs)

    def clear(self) -> None:
        self._either("clear")
