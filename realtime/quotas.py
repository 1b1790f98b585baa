"""How many sockets a person and an address have in the other processes, by short leases in Redis.

Each process says how many it has itself, before it reads what the others said, so two that let in at the same moment
see each other. What a process said ends by Redis' own clock: one that was killed is forgotten after `SECONDS`. Without
Redis each process counts for itself. Only digests, neither persons nor addresses.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import time
from collections.abc import Iterable
from typing import Any, Protocol

from django.conf import settings
from redis import asyncio as redis

from realtime.leases import PROCESSES

logger = logging.getLogger(__name__)
SECONDS = 30
RENEW = 10.0
PREFIX = "meridian:sockets:"
AWAY_SECONDS = 5.0  # so long Redis is not asked again after it did not answer
FRESH_SECONDS = 2.0  # so old the list of processes may be

Counts = dict[str, int]  # digest of a person or an address -> sockets of this process


class Quotas(Protocol):
    async def say(self, counts: Counts) -> None: ...
    async def elsewhere(self, counts: Counts) -> Counts: ...
    async def end(self) -> None: ...


class Alone:
    """One process: nobody has sockets elsewhere."""

    async def say(self, counts: Counts) -> None: ...

    async def elsewhere(self, counts: Counts) -> Counts:
        return dict.fromkeys(counts, 0)

    async def end(self) -> None: ...


class Shared:
    """A key for each subject and process that ends by itself."""

    def __init__(self, address: str, process: str) -> None:
        self._client: Any = redis.from_url(address, socket_timeout=1, socket_connect_timeout=1, decode_responses=True)
        self._process = process
        self._others: tuple[list[str], float] = ([], 0.0)
        self._away_until = 0.0

    async def say(self, counts: Counts) -> None:
        """What this process has now; 0 takes it back."""
        if not counts or time.monotonic() < self._away_until:
            return
        try:
            async with self._client.pipeline(transaction=False) as words:
                for subject, count in counts.items():
                    key = self._key(subject, self._process)
                    words.set(key, count, ex=SECONDS) if count else words.delete(key)
                await words.execute()
        except (OSError, redis.RedisError):
            self._is_away()

    async def elsewhere(self, counts: Counts) -> Counts:
        """Say these counts, then hear what the other processes have of the same subjects."""
        await self.say(counts)
        none = dict.fromkeys(counts, 0)
        if time.monotonic() < self._away_until:
            return none
        try:
            others = await self._processes()
            keys = [self._key(subject, other) for subject in counts for other in others]
            said = iter(await self._client.mget(keys) if keys else [])
        except (OSError, redis.RedisError):
            self._is_away()
            return none
        return {subject: sum(int(next(said) or 0) for _ in others) for subject in counts}

    async def end(self) -> None:
        await self._client.aclose()

    async def _processes(self) -> list[str]:
        """The others that have said lately that they are there (realtime.leases)."""
        found, at = self._others
        if time.monotonic() - at > FRESH_SECONDS:
            found = sorted(await self._client.smembers(PROCESSES) - {self._process})
            self._others = found, time.monotonic()
        return found

    def _is_away(self) -> None:
        logger.warning("quotas.away", exc_info=logger.isEnabledFor(logging.DEBUG))
        self._away_until = time.monotonic() + AWAY_SECONDS

    @staticmethod
    def _key(subject: str, process: str) -> str:
        return f"{PREFIX}{subject}:{process}"


def digests(subjects: Iterable[str]) -> list[str]:
    key = settings.SECRET_KEY.encode()
    return [hmac.new(key, subject.encode(), hashlib.sha256).hexdigest()[:32] for subject in subjects]
