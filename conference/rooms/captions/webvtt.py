"""Captions as WebVTT (W3C), for players. Knows no Django."""

from __future__ import annotations

from collections.abc import Iterable

# Milliseconds a caption stays when none follows, and how long at most
LAST, LONGEST = 5_000, 10_000


def write(captions: Iterable[tuple[int, str]], offset: int = 0) -> str:
    """Captions as (millisecond of the session, text), in order. The session begins at second `offset` of the film."""
    rows = list(captions)
    cues = []
    for at, (start, text) in enumerate(rows):
        following = rows[at + 1][0] if at + 1 < len(rows) else start + LAST
        end = max(start + 1, min(following, start + LONGEST))
        cues.append(f"{_time(start + offset * 1000)} --> {_time(end + offset * 1000)}\n{_safe(text)}")
    return "\n\n".join(["WEBVTT", *cues]) + "\n"


def _time(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def _safe(text: str) -> str:
    """A cue knows tags, and an arrow would end it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", " ")
