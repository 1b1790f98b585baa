"""What a hub works with: a stream as this process sees it, who reads it, and where the log is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from realtime import log, registry
from realtime.line import Message
from realtime.log import Event, Position
from realtime.threads import in_thread


class Reader(Protocol):
    """What the hub needs of a socket. Neither `deliver` nor `tell` blocks; a socket that lags too far is closed.

    A message is one for all sockets it goes to. `last_seq` is the last event in it.
    """

    person_id: int

    def deliver(self, stream: str, last_seq: int, message: Message) -> None: ...
    def tell(self, message: Message) -> None: ...
    def lose(self, stream: str) -> None: ...
    def end_session(self, digest: str) -> None: ...


@dataclass(slots=True)
class Topic:
    """A stream as this process sees it: how far it was delivered, and to whom."""

    name: str
    head: int
    epoch: str
    readers: set[Reader] = field(default_factory=set)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(frozen=True, slots=True)
class Source:
    """How the hub asks the log; a test puts a slower or lying one here."""

    read: Callable[[str, int], Awaitable[list[Event]]]
    positions: Callable[[Iterable[str]], Awaitable[dict[str, Position]]]
    may_read: Callable[[int, str], Awaitable[bool]]


def database_source() -> Source:
    return Source(
        read=lambda name, after: in_thread(log.read, name, after),
        positions=lambda names: in_thread(log.positions, list(names)),
        may_read=lambda person, name: in_thread(registry.may_read, person, name),
    )
