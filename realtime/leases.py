"""What each process says of who is there, kept in Redis for half a minute at a time.

A lease ends by Redis' own clock, so a process that was killed is forgotten without anybody's watch being right; after
FLUSHALL all is there again with the next renewal. Only ids, never names.
"""

from __future__ import annotations

import json
from typing import Any, Protocol

from redis import asyncio as redis

SECONDS = 30
PREFIX = "meridian:here:"
PROCESSES = "meridian:here"

Present = dict[str, list[int]]  # stream -> people


class Leases(Protocol):
    async def renew(self, process: str, present: Present) -> None: ...
    async def read(self) -> dict[str, Present]: ...
    async def end(self, process: str) -> None: ...


class Memory:
    """One process alone: it knows all there is."""

    async def renew(self, process: str, present: Present) -> None: ...

    async def read(self) -> dict[str, Present]:
        return {}

    async def end(self, process: str) -> None: ...


class Redis:
    """A key per process that ends by itself, and a set of the processes."""

    def __init__(self, address: str) -> None:
        self._client: Any = redis.from_url(address, socket_timeout=2, socket_connect_timeout=2, decode_responses=True)

    async def renew(self, process: str, present: Present) -> None:
        async with self._client.pipeline(transaction=True) as words:
            words.set(PREFIX + process, json.dumps(present), ex=SECONDS)
            words.sadd(PROCESSES, process)
            words.expire(PROCESSES, 10 * SECONDS)
            await words.execute()

    async def read(self) -> dict[str, Present]:
        """What all living processes said last."""
        processes = sorted(await self._client.smembers(PROCESSES))
        if not processes:
            return {}
        said = await self._client.mget([PREFIX + process for process in processes])
        gone = [process for process, text in zip(processes, said, strict=True) if text is None]
        if gone:
            await self._client.srem(PROCESSES, *gone)
        return {process: json.loads(text) for process, text in zip(processes, said, strict=True) if text is not None}

    async def end(self, process: str) -> None:
        async with self._client.pipeline(transaction=True) as words:
            words.delete(PREFIX + process)
            words.srem(PROCESSES, process)
            await words.execute()
        await self._client.aclose()
