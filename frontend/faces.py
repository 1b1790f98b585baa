"""A sign for every person, made from the name alone: initials before arcs. No photograph, no inline style."""

from __future__ import annotations

import hashlib
import unicodedata
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

HUES = 12
_TITLES = {"prof", "dr", "prof.", "dr.", "mr", "mrs", "ms", "mx", "the"}


@lru_cache(maxsize=4096)
def draw(name: str, size: str, seed: str) -> SafeString:
    """The sign as a <span> of the given size class; colours come from the class h0..h11."""
    digest = hashlib.sha256(seed.encode()).digest()
    classes = f"av h{digest[0] % HUES}" + (f" av-{size}" if size else "")
    return format_html(
        '<span class="{}" aria-hidden="true"><svg viewBox="0 0 64 64">{}{}</svg></span>',
        classes,
        _arcs(digest),
        format_html('<text x="32" y="41" text-anchor="middle">{}</text>', initials(name)),
    )


def _arcs(digest: bytes) -> SafeString:
    # Three circles with one centre on the rim, like hours around the globe
    x, y = ((0, 0), (64, 0), (0, 64), (64, 64), (32, 70), (-6, 32))[digest[1] % 6]
    first, step = 18 + digest[2] % 14, 13 + digest[3] % 8
    return format_html_join("", '<circle cx="{}" cy="{}" r="{}"/>', ((x, y, first + step * ring) for ring in range(3)))


def initials(name: str) -> str:
    """One or two letters for a name in any script: "Prof. Ana Lua" AL, "大森 千鶴" 大, "عمر" ع."""
    words = [word for word in name.split() if word.lower() not in _TITLES]
    letters = [_first_letter(word) for word in words]
    letters = [letter for letter in letters if letter]
    if not letters:
        return "?"
    if len(letters) == 1 or not _is_cased(letters[0]):
        return letters[0]
    last = next((letter for letter in reversed(letters[1:]) if _is_cased(letter)), "")
    return letters[0] + last


def _first_letter(word: str) -> str:
    for at, char in enumerate(word):
        if unicodedata.category(char).startswith("L"):
            rest = word[at + 1 :]
            marks = next((n for n, c in enumerate(rest) if not unicodedata.combining(c)), len(rest))
            return unicodedata.normalize("NFC", char + rest[:marks]).upper()
    return ""


def _is_cased(letter: str) -> bool:
    return letter.upper() != letter.lower()
