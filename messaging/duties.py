"""What comes round in chats: delayed messages appear."""

from __future__ import annotations

from core import clock
from core.duties import duty
from messaging import actions


@duty("messages.release", seconds=1)
def release() -> int:
    """Show delayed messages that nobody stopped; how many."""
    return actions.release(clock.now())
