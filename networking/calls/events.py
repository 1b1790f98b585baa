"""The words with which browsers find each other. They are signals: told at once, kept nowhere."""

from __future__ import annotations

from typing import Any

from realtime import registry
from realtime.registry import EventData

CALL = "call"


class CallWord(EventData):
    """One word of a call. `peer` is a browser, by a random name; who sits before it, `ref` and `name`, we say."""

    peer: str
    ref: str
    name: str
    to: str
    kind: str
    description: dict[str, Any] | None
    candidates: list[dict[str, Any]]
    shows: dict[str, bool] | None


registry.signal(
    CALL, CallWord, coalesced=False,
    text="How two browsers find each other for a call: here, description, candidates, shows, bye (docs/calls.md).",
)  # fmt: skip
