"""What comes round in chats: delayed messages appear, old ones go."""

from __future__ import annotations

from core import clock, ended
from core.duties import duty
from messaging.deciding import actions
from messaging.forgetting import actions as forgetting


@duty("messages.release", seconds=1)
def release() -> int:
    """Show delayed messages that nobody stopped; how many."""
    return actions.release(clock.now())


@duty("messages.forget", seconds=24 * 3600)
def forget() -> int:
    """Drop what was written in rooms two years after their congress; how many messages."""
    return ended.by_and_by(forgetting.forget, ended.for_two_years())
