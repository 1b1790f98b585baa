"""What notices need by and by."""

from __future__ import annotations

from accounts.notices import actions
from core.duties import duty


@duty("notices.deliver", seconds=20)
def deliver() -> int:
    """Send what waited for the end of quiet hours, or for a push service that was busy."""
    sent: int = actions.deliver.func()
    return sent


@duty("notices.forget", seconds=24 * 3600)
def forget() -> int:
    """Drop what was told long ago."""
    return actions.forget()
