"""Does a text hold one of the words that make it wait? Pure."""

from __future__ import annotations

import re
import unicodedata

# Where organizers have not said otherwise. Whole phrases: single words mean other things among those who study cells
STARTING: dict[str, tuple[str, ...]] = {
    "en": (
        "kill myself",
        "end my life",
        "take my own life",
        "want to die",
        "do not want to live",
        "don't want to live",
    ),
    "de": ("mich umbringen", "mir das Leben nehmen", "nicht mehr leben", "möchte sterben", "will sterben"),
    "es": ("quitarme la vida", "quiero morir", "no quiero vivir", "acabar con mi vida"),
    "fr": ("me suicider", "mettre fin à mes jours", "envie de mourir", "ne veux plus vivre"),
    "pt": ("tirar a minha vida", "quero morrer", "não quero viver", "acabar com a minha vida"),
}


def starting() -> str:
    """The phrases a congress starts with, one a line."""
    return "\n".join(phrase for phrases in STARTING.values() for phrase in phrases)


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
