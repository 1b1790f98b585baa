"""One question to the database for all who ask it at the same moment.

After a cut a thousand sockets ask the same few things: who they are, whether they are still signed in, where a stream
stands, whether they may read it. Each of them is given an answer that was looked for after it had asked, never an
earlier one: so nobody is let in by a right that was taken before, as a cache would do.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Answer = TypeVar("Answer")
MOST_AT_ONCE = 100  # asked together; so many hold nobody up for long who comes after them


class SharedQuestion(Generic[Key, Answer]):
    """Whoever asks while a question is under way shares the next one. `ask` is given what is asked about, without
    doubles; what it does not answer has no answer. What it raises is raised to all who shared it."""

    def __init__(self, ask: Callable[[list[Key]], Awaitable[Mapping[Key, Answer]]], most: int = MOST_AT_ONCE) -> None:
        self._ask, self._most = ask, most
        self._one_at_a_time = asyncio.Lock()  # its waiters are served in turn
        self._next: _Gathering[Key, Answer] | None = None

    async def fresh(self, key: Key) -> Answer | None:
        """The answer as it is now, or None."""
        gathering = self._next
        if gathering is None or (len(gathering.keys) >= self._most and key not in gathering.keys):
            gathering = self._next = _Gathering()
            gathering.answer = asyncio.create_task(self._answer(gathering))
        gathering.keys[key] = None
        return (await asyncio.shield(gathering.answer)).get(key)

    async def _answer(self, gathering: _Gathering[Key, Answer]) -> Mapping[Key, Answer]:
        async with self._one_at_a_time:
            if self._next is gathering:
                self._next = None  # who asks from here on may want a later answer
            return await self._ask(list(gathering.keys))


class _Gathering(Generic[Key, Answer]):
    """Those who ask together next, in the order in which they came."""

    def __init__(self) -> None:
        self.keys: dict[Key, None] = {}
        self.answer: asyncio.Task[Mapping[Key, Answer]]
