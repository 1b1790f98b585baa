"""What many do at once and nobody counts: reactions. Summed up each second, told to all, kept nowhere.

`beat` may be called from any thread, after a commit. Each process sums what its own people did and sends one signal
a stream and second; a process that serves no sockets yet has nobody to tell, and what the bus loses is lost.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict

from pydantic import ConfigDict

from realtime import hubs, registry
from realtime.hub import Hub
from realtime.registry import EventData

SECONDS = 1.0
KIND = "pulse"


class Beats(EventData):
    """What was done how often in about a second, by its name."""

    model_config = ConfigDict(extra="allow", frozen=True)


# Sums are not states: each is told as it is, and this module itself keeps them to one a second.
registry.signal(KIND, Beats, coalesced=False, text='Reactions of about a second: {"applause": 12, "thanks": 1}.')


class Pulse:
    """The sums of one process. All methods but the module's `beat` run on the loop of its hub."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._telling: asyncio.TimerHandle | None = None

    def add(self, stream: str, what: str) -> None:
        self.sums[stream][what] += 1
        if self._telling is None:
            self._telling = asyncio.get_running_loop().call_later(SECONDS, self.tell)

    def tell(self) -> None:
        """Send what came together since the last time."""
        self._telling = None
        sums, self.sums = self.sums, defaultdict(Counter)
        for stream, counts in sums.items():
            said = {"type": "signal", "stream": stream, "kind": KIND, "about": "", "data": dict(counts)}
            self.hub.signals.tell(said)


_pulses: dict[Hub, Pulse] = {}


def of(hub: Hub) -> Pulse:
    """The pulse of a hub, made at first use."""
    if hub not in _pulses:
        _pulses.clear()
        _pulses[hub] = Pulse(hub)
    return _pulses[hub]


def beat(stream: str, what: str) -> None:
    """Somebody did `what` in a stream. From any thread."""
    loop = hubs.running_loop()
    hub = hubs.running_on(loop) if loop else None
    if loop is not None and hub is not None:
        loop.call_soon_threadsafe(lambda: of(hub).add(stream, what))
