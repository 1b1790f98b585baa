"""How a process without sockets rings: jobs, commands of the console, a server that is ending.

By a loop in a thread of its own, made at the first ring and kept with its connection to the bus. A loop and a
connection for each ring, as it was before, took 2.8 ms of processor, a quarter of what a booking cost its client.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import os
import threading
from typing import Any

from channels.layers import get_channel_layer

from realtime.bus import PATIENCE, Bus


class Speaker:
    """Tells the other processes, and hears nothing. `say` may be called from any thread and does not wait."""

    def __init__(self, layer: Any) -> None:
        self.layer, self.process = layer, os.getpid()
        self._loop = asyncio.new_event_loop()
        self._bus = Bus(layer, _hear_nothing)
        self._thread = threading.Thread(target=self._run, name="bell", daemon=True)
        self._thread.start()

    def say(self, messages: list[dict[str, Any]]) -> None:
        self._loop.call_soon_threadsafe(self._send, messages)  # the loop wakes once for all of them

    def _send(self, messages: list[dict[str, Any]]) -> None:
        for message in messages:
            self._bus.send(message["stream"], message)

    def finish(self) -> None:
        """Say what waits, as long as one waits for the bus, and end. A bus that is away costs speed only."""
        if self.process != os.getpid():
            return  # the thread stayed with the process from which this one was forked
        with contextlib.suppress(Exception):
            asyncio.run_coroutine_threadsafe(self._bus.settle(), self._loop).result(PATIENCE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)

    def _run(self) -> None:
        self._loop.run_until_complete(self._bus.start_speaking())
        self._loop.run_forever()
        self._loop.run_until_complete(self._bus.stop())
        self._loop.close()


async def _hear_nothing(message: dict[str, Any]) -> None:
    """Nobody listens here."""


_speaker: Speaker | None = None
_making = threading.Lock()


def speaker() -> Speaker:
    """The one of this process: of this very one, since a fork takes no threads along."""
    global _speaker
    layer = get_channel_layer()
    with _making:
        if _speaker is None or _speaker.process != os.getpid() or _speaker.layer is not layer:
            finish()
            _speaker = Speaker(layer)
        return _speaker


@atexit.register
def finish() -> None:
    """Say what waits, and end."""
    global _speaker
    ending, _speaker = _speaker, None
    if ending is not None:
        ending.finish()
