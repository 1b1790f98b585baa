"""Does a text hold one of the words that make it wait? Pure."""

from __future__ import annotations

import re
import unicodedata


def holds(words: str, text: str) -> bool:
    """Whether one of the words or phrases (one a line) stands in the text, as whole words, whatever the case.

    Both are compared as NFKC without case, so that full-width or styled letters do not slip through.
    """
    wanted = [_plain(line) for line in words.splitlines() if line.strip()]
    if not wanted:
        return False
    pattern = "|".join(re.escape(word) for word in wanted)
    return re.search(rf"(?<!\w)(?:{pattern})(?!\w)", _plain(text)) is not None


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
