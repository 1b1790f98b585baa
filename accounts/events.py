"""What other screens must learn about people."""

from __future__ import annotations

from realtime import registry
from realtime.asking import RIGHTS_CHANGED
from realtime.registry import EventData


class RightsChanged(EventData):
    """Roles, sanctions, blocks or sessions changed: open sockets are asked again what they may read."""

    person: int
    ended_sessions: list[str] = []


registry.event(RIGHTS_CHANGED, RightsChanged, text="Somebody's rights changed; only she and the hub hear of it.")
