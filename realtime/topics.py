"""What a hub works with: a stream as this process sees it, who reads it, and where the log is asked."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from realtime import log, registry
from realtime.frames import Look
from realtime.line import Message
from realtime.log import Event, Position
from realtime.shared_questions import SharedQuestion
from realtime.tail import Tail
from realtime.tempo import Tempo
from realtime.threads import in_thread

GONE, WAITS, NOT_TAKEN = range(3)  # what became of a message; only what is GONE leaves the reader ready for the next


class Reader(Protocol):
    """What the hub needs of a socket. Nothing here blocks. A message is one for all sockets it goes to.

    `busy` while the server waits for the client to take what it was sent: then nothing is delivered, and the reader
    calls `Hub.freed` when that is over. `deliver` is called a million times an hour: it says itself how it went.
    """

    person_id: int
    look: Look

    def busy(self) -> bool: ...
    def deliver(self, stream: str, last_seq: int, message: Message) -> int: ...  # GONE, WAITS or NOT_TAKEN
    def tell(self, message: Message) -> None: ...
    def lose(self, stream: str) -> None: ...
    def start_over(self, stream: str, at: Position) -> None: ...
    def lag(self) -> None: ...
    def end_session(self, digest: str) -> None: ...


@dataclass(slots=True, eq=False)
class Follow:
    """One reader of one stream. Who is not `live` gets nothing by itself: its acknowledgements pull from the log."""

    reader: Reader
    topic: Topic
    acked: int = 0  # the last number the client has applied
    sent: int = 0  # where a reader that is not live stands; a live one stands where its topic does
    live: bool = False
    joining: bool = True
    pulling: bool = False
    gone: bool = False
    still: int = 0  # sweeps without a step forward while something is owed
    marked: int = 0  # `acked` at the last sweep

    @property
    def reached(self) -> int:
        return self.topic.sent if self.live else self.sent


@dataclass(slots=True, eq=False)
class Topic:
    """A stream as this process sees it: how far it was heard and sent, and to whom."""

    name: str
    epoch: str = ""
    known: bool = False  # the log was asked where the stream stands
    entered: bool = False  # somebody was let in
    missed: bool = False  # something came before that was known
    sent: int = 0  # the head without what waits for the tick
    follows: dict[Reader, Follow] = field(default_factory=dict)
    live: defaultdict[Look, set[Follow]] = field(default_factory=lambda: defaultdict(set))
    waiting: list[Event] = field(default_factory=list)  # heard, to be sent with the next tick
    signals: dict[tuple[str, str], Message] = field(default_factory=dict)
    rewritten: int = 0  # how often the past has changed
    tail: Tail = field(default_factory=lambda: Tail(0))
    tempo: Tempo = field(default_factory=Tempo)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    tick: asyncio.TimerHandle | None = None
    empty_for: int = 0  # sweeps without a reader

    @property
    def head(self) -> int:
        return self.tail.head

    @property
    def readers(self) -> list[Reader]:
        return list(self.follows)

    def begin(self, at: Position) -> None:
        """Stand where the log stands: at first, and when its numbers began anew."""
        self.epoch, self.known, self.sent, self.tail = at.epoch, True, at.head, Tail(at.head)
        self.waiting.clear()

    def hold(self, follow: Follow, sent: int) -> None:
        """Send it nothing more by itself; it has got what came up to `sent`."""
        follow.live, follow.sent = False, sent
        self.live[follow.reader.look].discard(follow)

    def release(self, follow: Follow) -> None:
        """It has got everything: from now on it gets what comes, when it comes."""
        if not follow.gone:
            follow.live = True
            self.live[follow.reader.look].add(follow)

    def drop(self, reader: Reader) -> None:
        follow = self.follows.pop(reader, None)
        if follow is not None:
            follow.gone, follow.live = True, False
            self.live[reader.look].discard(follow)


async def _nobody(people: frozenset[int]) -> set[int]:
    return set()


@dataclass(frozen=True, slots=True)
class Source:
    """How the hub asks the log; a test puts a slower or lying one here."""

    read: Callable[[str, int], Awaitable[list[Event]]]
    positions: Callable[[Iterable[str]], Awaitable[dict[str, Position]]]
    may_read: Callable[[int, str], Awaitable[bool]]
    changed: Callable[[frozenset[int]], Awaitable[set[int]]] = _nobody


def database_source() -> Source:
    """The database. Who may read is asked together for all about whom it is asked at the same moment."""
    asked: SharedQuestion[tuple[int, str], bool | Exception]
    asked = SharedQuestion(lambda about: in_thread(registry.may_read_each, about))

    async def may_read(person: int, name: str) -> bool:
        answer = await asked.fresh((person, name))
        if isinstance(answer, Exception):
            raise answer
        return answer is True

    return Source(
        read=lambda name, after: in_thread(log.read, name, after),
        positions=lambda names: in_thread(log.positions, list(names)),
        may_read=may_read,
        changed=lambda people: in_thread(registry.changed, people),
    )
