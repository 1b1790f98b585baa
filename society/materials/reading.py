"""How easy an English text is to read. No Django.

Flesch, R. (1948), A new readability yardstick, Journal of Applied Psychology 32(3), 221-233:
206.835 - 1.015 * words per sentence - 84.6 * syllables per word. 60 and more is plain, below 30 is for specialists.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$)")
_VOWELS = re.compile(r"[aeiouyàáâäåæéèêëíìîïóòôöøúùûü]+")


def ease(text: str) -> int | None:
    """The reading-ease figure of an English text, rounded and between 0 and 100; None for a text without words."""
    words = _WORD.findall(text)
    if not words:
        return None
    sentences = max(1, len(_SENTENCE_END.findall(text)))
    figure = 206.835 - 1.015 * len(words) / sentences - 84.6 * sum(map(syllables, words)) / len(words)
    return round(min(100.0, max(0.0, figure)))


def syllables(word: str) -> int:
    """Groups of vowels, without a silent e at the end: off by one now and then, right on the average of a page."""
    low = word.lower()
    count = len(_VOWELS.findall(low))
    silent_e = low.endswith("e") and not low.endswith(("le", "ee", "ye"))
    silent_ed = low.endswith("ed") and not low.endswith(("ted", "ded"))
    if count > 1 and (silent_e or silent_ed):
        count -= 1
    return max(1, count)
