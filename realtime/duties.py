"""What the log does by itself."""

from __future__ import annotations

from core.duties import duty
from realtime import log


@duty("log.prune", seconds=3600)
def prune() -> int:
    return log.prune()
