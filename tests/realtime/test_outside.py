"""A process without sockets rings by a thread of its own."""

from __future__ import annotations

import asyncio
import os
from typing import Any

import pytest

from realtime import outside
from realtime.outside import Speaker

pytestmark = pytest.mark.once


class Layer:
    """A layer that takes its time and may be away at first."""

    def __init__(self, away: int = 0) -> None:
        self.heard: list[tuple[str, int]] = []
        self._away = away

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        await asyncio.sleep(0.001)
        if self._away:
            self._away -= 1
            raise ConnectionError
        self.heard.append((group, message["n"]))


def ring(speaker: Speaker, *numbers: int) -> None:
    speaker.say([{"type": "ring", "stream": "user:1", "n": n} for n in numbers])


def test_rings_go_out_in_order_and_those_that_wait_before_the_end() -> None:
    speaker = Speaker(layer := Layer())
    for number in range(0, 100, 2):
        ring(speaker, number, number + 1)
    speaker.finish()
    assert layer.heard == [("stream.user.1", n) for n in range(100)]


def test_a_bus_that_is_away_neither_holds_up_nor_ends_the_process() -> None:
    speaker = Speaker(layer := Layer(away=1))
    ring(speaker, 1)
    speaker.finish()
    assert layer.heard == []


def test_there_is_one_for_a_process_and_another_after_its_end() -> None:
    first = outside.speaker()
    assert outside.speaker() is first
    outside.finish()
    assert outside.speaker() is not first


def test_a_fork_has_its_own(monkeypatch: Any) -> None:
    first = outside.speaker()
    monkeypatch.setattr(os, "getpid", lambda: -1)
    assert outside.speaker() is not first
    outside.finish()
    monkeypatch.undo()
    first.finish()
