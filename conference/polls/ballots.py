"""What may stand on a ballot, by the kind of poll. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from conference.polls.tally import STARS, key

MOST_WORDS = 3


class UnfitError(ValueError):
    """The ballot does not fit its poll; `args[0]` is a sentence, `field` the part at fault."""

    def __init__(self, sentence: str, field: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class Raw:
    """A ballot as it came; which part counts depends on the kind of poll, and the others must be empty."""

    choices: Sequence[int] = ()
    ranks: Sequence[int] = ()
    words: Sequence[str] = ()
    text: str = ""
    number: float | None = None


FIELDS = {
    "single": "choices",
    "multiple": "choices",
    "quiz": "choices",
    "ranking": "ranks",
    "words": "words",
    "text": "text",
    "rating": "number",
    "number": "number",
}


def clean(kind: str, options: int, least: int, most: int, raw: Raw) -> Any:
    """The value to keep: choices (indexes, ascending), places from 1, words, a text or a number. Raises UnfitError."""
    field = FIELDS[kind]
    for other in sorted(set(FIELDS.values()) - {field}):
        if getattr(raw, other) not in ((), [], "", None):
            raise UnfitError("This poll is answered in another way.", other)
    if field == "choices":
        return _choices(raw.choices, options, *((least, most) if kind == "multiple" else (1, 1)))
    if field == "ranks":
        return _ranks(raw.ranks, options)
    if field == "words":
        return _words(raw.words)
    if field == "text":
        return _text(raw.text)
    return _rating(raw.number) if kind == "rating" else _number(raw.number)


def _choices(choices: Sequence[int], options: int, least: int, most: int) -> list[int]:
    chosen = sorted(set(choices))
    if len(chosen) != len(choices) or any(not 0 <= choice < options for choice in chosen):
        raise UnfitError("Choose from the answers of this poll.", "choices")
    if not least <= len(chosen) <= most:
        wanted = f"{least}" if least == most else f"{least} to {most}"
        raise UnfitError(f"Please choose {wanted}.", "choices")
    return chosen


def _ranks(ranks: Sequence[int], options: int) -> list[int]:
    if sorted(ranks) != list(range(1, options + 1)):
        raise UnfitError("Please give each answer a place of its own.", "ranks")
    return list(ranks)


def _words(words: Sequence[str]) -> list[str]:
    kept = {key(word): word.strip() for word in words if word.strip()}
    if not 1 <= len(kept) <= MOST_WORDS:
        raise UnfitError(f"Please write one to {MOST_WORDS} words.", "words")
    return list(kept.values())


def _text(text: str) -> str:
    if not text:
        raise UnfitError("Please fill this in.", "text")
    return text


def _number(number: float | None) -> float:
    if number is None:
        raise UnfitError("Please give a number.", "number")
    return number


def _rating(number: float | None) -> int:
    if number is None or number not in STARS:
        raise UnfitError("Please choose 1 to 5.", "number")
    return int(number)
