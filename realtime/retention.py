"""The log's own part in export and erasure: features rewrite the events of what they erase."""

from __future__ import annotations

from core import privacy
from realtime import log
from realtime.models import LoggedEvent, Stream

privacy.table(Stream, retention="as long as what it tells of", why_not="a name and a counter, no person")
privacy.table(
    LoggedEvent,
    retention="30 days",
    erase=lambda person_id: log.forget(f"user:{person_id}"),
    why_not="a copy of what features keep: erasing there rewrites the events here (architecture.md 5)",
)
