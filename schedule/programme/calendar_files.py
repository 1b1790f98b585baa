"""Calendar files for letters. The exchange, which stands above the programme and writes them, registers its writer."""

from __future__ import annotations

from collections.abc import Callable

from core.models import Conference

# (conference, ids of sessions, METHOD) -> iCalendar text of their sittings as the current release has them
Writer = Callable[[Conference, set[int], str], str]
_writers: list[Writer] = []


def provide(writer: Writer) -> None:
    _writers[:] = [writer]


def write(conference: Conference, sessions: set[int], method: str) -> str:
    """The calendar of these sessions; empty in an installation that writes none."""
    return _writers[0](conference, sessions, method) if _writers else ""
