"""Which names does a text call with @? Pure."""

from __future__ import annotations

import re

MOST = 10
_CALL = re.compile(r"(?<![\w@])@(\w[^\n@]{0,79})")


def called(text: str) -> list[str]:
    """What stands behind each @ of a text, up to the longest name: the first ten."""
    return [found.strip().casefold() for found in _CALL.findall(text)[:MOST]]


def first_word(tail: str) -> str:
    return re.split(r"[\s,.;:!?)]", tail, maxsplit=1)[0]


def fits(tail: str, name: str) -> bool:
    """Whether the words behind an @ begin with this whole name."""
    wanted = name.strip().casefold()
    return bool(wanted) and tail.startswith(wanted) and not tail[len(wanted) : len(wanted) + 1].isalnum()
