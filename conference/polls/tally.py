"""What ballots of a poll come to. Pure: values in, rows out; no framework, no database."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Any

Value = Any  # as `ballots.clean` made it: ints, words, a text or a number, by the kind of poll
STARS = range(1, 6)
MOST_WORDS, MOST_TEXTS, MOST_BINS = 40, 50, 8


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the result. `share` is in whole per cent, of the ballots or, for ranking, of the most points.

    `choice` is what a ballot names this line by, -1 where ballots do not choose from lines.
    """

    label: str
    count: int
    share: int
    choice: int = -1


@dataclass(frozen=True, slots=True)
class Tally:
    ballots: int
    rows: tuple[Row, ...]
    mean: float | None = None
    median: float | None = None


def tally(kind: str, options: Sequence[str], values: Sequence[Value], screened: Mapping[str, bool]) -> Tally:
    """Count `values` (one per ballot). `screened` says which words are hidden and which texts are let in, by `key`."""
    return _KINDS[kind](options, values, screened)


def key(text: str) -> str:
    """What makes two words one: case and outer blanks do not count."""
    return " ".join(text.casefold().split())


def _choices(options: Sequence[str], values: Sequence[Value], screened: Mapping[str, bool]) -> Tally:
    counts = Counter(choice for chosen in values for choice in chosen)
    rows = (Row(label, counts[i], _share(counts[i], len(values)), i) for i, label in enumerate(options))
    return Tally(len(values), tuple(rows))


def _rating(options: Sequence[str], values: Sequence[Value], screened: Mapping[str, bool]) -> Tally:
    counts = Counter(values)
    rows = (Row(str(stars), counts[stars], _share(counts[stars], len(values)), stars) for stars in STARS)
    return Tally(len(values), tuple(rows), round(fmean(values), 1) if values else None)


def _ranking(options: Sequence[str], values: Sequence[Value], screened: Mapping[str, bool]) -> Tally:
    """Borda's count: of n options the first gets n - 1 points, the last none. `values` hold each option's place."""
    n = len(options)
    points = [sum(n - places[i] for places in values) for i in range(n)]
    best = max(points, default=0)
    order = sorted(range(n), key=lambda i: (-points[i], i))
    return Tally(len(values), tuple(Row(options[i], points[i], _share(points[i], best)) for i in order))


def _words(options: Sequence[str], values: Sequence[Value], screened: Mapping[str, bool]) -> Tally:
    counts: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for words in values:
        for word in words:
            spelled.setdefault(key(word), word)
            counts[key(word)] += 1
    shown = sorted((k for k in counts if screened.get(k, True)), key=lambda k: (-counts[k], k))[:MOST_WORDS]
    return Tally(len(values), tuple(Row(spelled[k], counts[k], _share(counts[k], len(values))) for k in shown))


def _texts(options: Sequence[str], values: Sequence[Value], screened: Mapping[str, bool]) -> Tally:
    shown = [text for text in values if screened.get(key(text), False)]
    return Tally(len(values), tuple(Row(text, 1, 0) for text in shown[-MOST_TEXTS:]))


def _numbers(options: Sequence[str], values: Sequence[Value], screened: Mapping[str, bool]) -> Tally:
    if not values:
        return Tally(0, ())
    rows = tuple(Row(label, count, _share(count, len(values))) for label, count in _bins(values))
    return Tally(len(values), rows, _figure(fmean(values)), _figure(median(values)))


def _bins(values: Sequence[float]) -> list[tuple[str, int]]:
    """At most MOST_BINS bins of equal width over all values; one per value where there are few."""
    distinct = sorted(set(values))
    if len(distinct) <= MOST_BINS:
        return [(f"{value:g}", values.count(value)) for value in distinct]
    low, width = distinct[0], (distinct[-1] - distinct[0]) / MOST_BINS
    counts = Counter(min(int((value - low) / width), MOST_BINS - 1) for value in values)
    return [(f"{low + i * width:.4g} – {low + (i + 1) * width:.4g}", counts[i]) for i in range(MOST_BINS)]


def _share(count: int, whole: int) -> int:
    return round(100 * count / whole) if whole else 0


def _figure(value: float) -> float:
    """Four digits that mean something."""
    return value if value == 0 else round(value, 3 - math.floor(math.log10(abs(value))))


_KINDS: dict[str, Callable[[Sequence[str], Sequence[Value], Mapping[str, bool]], Tally]] = {
    "single": _choices,
    "multiple": _choices,
    "quiz": _choices,
    "rating": _rating,
    "ranking": _ranking,
    "words": _words,
    "text": _texts,
    "number": _numbers,
}
