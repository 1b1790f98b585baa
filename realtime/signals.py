"""What is told and not kept: presence, typing, reactions, the words with which two browsers find each other.

A kind is registered with `registry.signal`. A *direct* one goes out at once and in the order it was given, as far as
one process and one stream are concerned. A *coalesced* one says how a thing stands: the newest replaces what waits, at
most one a second and thing leaves the process, and it rides the tick to its readers. All may be lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import transaction

from realtime import registry
from realtime.frames import encode
from realtime.line import text_message
from realtime.registry import EventData

if TYPE_CHECKING:
    from realtime.bus import Bus
    from realtime.delivery import Delivery
    from realtime.topics import Topic

SECOND = 1.0
Said = dict[str, Any]
Listener = Callable[[Said], None]


def send(stream: str, kind: str, data: EventData, about: str = "") -> None:
    """Tell who follows `stream`, after the commit of the present transaction, from any thread.

    `about` is the thing that a coalesced kind speaks of, when there are several in a stream: who types, which poll.
    """
    from realtime import bell

    shape = registry.signal_type(kind)
    if not isinstance(data, shape.schema):
        raise TypeError(f"a signal {kind} is told with {shape.schema.__name__}")
    said = {"type": "signal", "stream": stream, "kind": kind, "about": about, "data": data.model_dump(mode="json")}
    transaction.on_commit(lambda: bell.signal(said))


class Signals:
    """The signals of one process. All methods run on the loop of its hub."""

    def __init__(self, topics: dict[str, Topic], bus: Bus, delivery: Delivery) -> None:
        self.listeners: dict[str, Listener] = {}  # kinds that mean something to this process itself
        self._topics, self._bus, self._delivery = topics, bus, delivery
        self._waiting: dict[tuple[str, str, str], Said] = {}

    def tell(self, said: Said) -> None:
        """Said in this process: to the other processes and to our own sockets."""
        if not registry.signal_type(said["kind"]).coalesced:
            self.tell_now(said)
            return
        thing = (said["stream"], said["kind"], said["about"])
        if thing in self._waiting:
            self._waiting[thing] = said
        else:
            self._waiting[thing] = {}  # told now; what comes within the second waits for its end
            self.tell_now(said)
            asyncio.get_running_loop().call_later(SECOND, self._second_over, thing)

    def tell_now(self, said: Said) -> None:
        self._bus.send(said["stream"], said)
        self.hear(said)

    def _second_over(self, thing: tuple[str, str, str]) -> None:
        said = self._waiting.pop(thing)
        if said:
            self.tell(said)

    def hear(self, said: Said) -> None:
        """Heard from another process or said here."""
        listener = self.listeners.get(said["kind"])
        if listener is not None:
            listener(said)
        else:
            self.show(said)

    def show(self, said: Said) -> None:
        """To our own sockets."""
        topic = self._topics.get(said["stream"])
        if topic is None:
            return
        kind = registry.signal_type(said["kind"])
        frame = {"op": "signal", "stream": said["stream"], "type": said["kind"], "data": said["data"]}
        about = (said["kind"], said["about"]) if kind.coalesced else None
        self._delivery.signal(topic, text_message(encode(frame)), about)
