"""Words as they are looked for: without case and accents, and in any script. Pure."""

from __future__ import annotations

import re
import unicodedata

IN_TEXTS = 2  # the rank of what is found elsewhere than in title and names
MOST_WORDS = 8
LONGEST_WORD = 40  # characters
_WORD = re.compile(r"\w+")
_BEYOND = re.compile(r"[^\x00-\x7f]")
# Written without spaces: each sign is a word of its own, or nothing inside a sentence would be found
_UNSPACED = re.compile(r"([\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])")


def folded(text: str) -> str:
    """The words of a text, separated by single spaces."""
    # Sign by sign only where a mark could stand: programmes are mostly plain letters
    plain = text if text.isascii() else _BEYOND.sub(_unmarked, unicodedata.normalize("NFKD", text))
    return " ".join(_WORD.findall(_UNSPACED.sub(r" \1 ", plain.casefold()).replace("_", " ")))


def _unmarked(sign: re.Match[str]) -> str:
    return "" if unicodedata.combining(sign[0]) else sign[0]


def asked(text: str) -> list[str]:
    """The words of a question, each once, at most `MOST_WORDS`."""
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in folded(text[:200]).split()))[:MOST_WORDS]


def begins(words: list[str], text: str) -> bool:
    """Whether each of the words is the beginning of a word of the text, which is folded."""
    there = f" {text}"
    return all(f" {word}" in there for word in words)


def rank(words: list[str], title: str, people: str) -> int:
    """0 when all words are in the title, 1 in title and people together, 2 elsewhere."""
    if begins(words, title):
        return 0
    return 1 if begins(words, f"{title} {people}") else IN_TEXTS
