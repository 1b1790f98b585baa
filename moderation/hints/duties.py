"""Hints do not stay."""

from __future__ import annotations

from datetime import timedelta

from core import clock
from core.duties import duty
from moderation.hints import actions

KEPT = timedelta(days=2)


@duty("hints.forget", seconds=3600)
def forget() -> int:
    """Drop hints that are two days old; how many."""
    return actions.forget(clock.now() - KEPT)
