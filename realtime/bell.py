"""Rings after a commit, from whatever thread or process the commit happened in."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from realtime import hubs, outside
from realtime.bus import rung
from realtime.log import Event


def ring(events: list[Event]) -> None:
    """Tell all processes, without waiting for the bus. A bus that is away costs speed only: each hub sweeps."""
    loop = hubs.running_loop()
    here = hubs.running_on(loop) if loop is not None else None
    if loop is not None and here is not None:
        loop.call_soon_threadsafe(here.ring, events)
        return
    _from_outside([rung(name, list(news)) for name, news in groupby(events, key=lambda event: event.stream)])


def signal(said: dict[str, Any]) -> None:
    """The same for what is not kept."""
    loop = hubs.running_loop()
    here = hubs.running_on(loop) if loop is not None else None
    if loop is not None and here is not None:
        loop.call_soon_threadsafe(here.signals.tell, said)
        return
    _from_outside([said])


def _from_outside(messages: list[dict[str, Any]]) -> None:
    """From a process without sockets: jobs, a command of the console, a server that is ending."""
    outside.speaker().say(messages)
