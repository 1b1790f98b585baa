"""The hot tail: the last events of a stream in memory, so that a thousand returning sockets do not ask the database.

It also knows how far back a reader may lag: beyond `OWED_EVENTS` or `OWED_BYTES` it is behind.
"""

from __future__ import annotations

from collections.abc import Iterable

from realtime.log import Event

OWED_EVENTS = 256
OWED_BYTES = 1 << 20
KEPT_EVENTS = 512
KEPT_BYTES = 2 << 20


class Tail:
    """Events up to `head`. What was rewritten is a hole: whoever needs it asks the log."""

    __slots__ = ("_ends", "_events", "floor", "head", "low")

    def __init__(self, head: int) -> None:
        self.head = self.low = head
        self.floor = head - OWED_EVENTS  # who stands before it owes too much
        self._events: dict[int, Event] = {}
        self._ends: dict[int, int] = {head: 0}  # bytes told up to and with this event

    def put(self, event: Event, size: int) -> list[int]:
        """The next event, of `size` bytes as it travels; the numbers of those that are kept no longer."""
        self.forget(event.rewrote)
        self._events[event.seq] = event
        self._ends[event.seq] = self._ends.get(self.head, 0) + size
        self.head = event.seq
        return self._shorten()

    def forget(self, seqs: Iterable[int]) -> None:
        """What was said has changed: it must not be told from here again."""
        for seq in seqs:
            self._events.pop(seq, None)

    def since(self, after: int, most: int) -> list[Event] | None:
        """At most `most` events after a position; None when they are not all here."""
        wanted = range(after + 1, min(self.head, after + most) + 1)
        found = [self._events[seq] for seq in wanted if seq in self._events]
        return found if len(found) == len(wanted) else None

    def _shorten(self) -> list[int]:
        before = self.low
        while self._owed(self.floor) > OWED_BYTES or self.head - self.floor > OWED_EVENTS:
            self.floor += 1
        while self.low < self.floor and (self._owed(self.low) > KEPT_BYTES or self.head - self.low > KEPT_EVENTS):
            self._ends.pop(self.low, None)
            self.low += 1
            self._events.pop(self.low, None)
        return list(range(before + 1, self.low + 1))

    def _owed(self, after: int) -> int:
        return self._ends[self.head] - self._ends.get(after, 0)
