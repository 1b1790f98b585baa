"""How alike two questions are: the share of words they have in common. Knows no database."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Two questions are told to be alike from this share on (overlap coefficient, Szymkiewicz-Simpson)
ALIKE = 0.5
_WORD = re.compile(r"\w{4,}")
_STEM = 6  # letters: "metastases" and "metastasis", "dormant" and "dormancy" begin alike


def words(text: str) -> frozenset[str]:
    """The beginnings of the longer words of a text."""
    return frozenset(word[:_STEM] for word in _WORD.findall(text.casefold()))


def share(one: frozenset[str], other: frozenset[str]) -> float:
    """Common words by those of the shorter text: 0 for nothing alike or fewer than two words in common, 1 at most."""
    common = len(one & other)
    return common / min(len(one), len(other)) if common >= 2 else 0.0


def nearest(wanted: frozenset[str], rows: Iterable[tuple[int, str]], most: int) -> list[int]:
    """The ids of those alike enough, the nearest first, older ones first among equals."""
    marked = [(share(wanted, words(text)), pk) for pk, text in rows]
    near = sorted((-mark, pk) for mark, pk in marked if mark >= ALIKE)
    return [pk for _mark, pk in near[:most]]
