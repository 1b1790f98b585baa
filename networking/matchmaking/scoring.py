"""How well a mentee and a mentor fit, as whole numbers from 0 to 1000, and why. Pure: arrays and words, no database.

Weights are the design's: topics .35 (half taxonomy, half TF-IDF of words and pairs of words), wants met by offers .30,
career path .15, stage gap .10, new connection .10; must-meet adds 150. Gender, age, country, ethnicity are no factors.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
MOST = 1000
FEW_PAIRS = 1000
WORD = re.compile(r"[^\W\d_]{2,}")
# What nobody stated neither helps nor hurts
UNKNOWN = 0.5
# Steps of a career; the best mentor is one or two steps ahead
STEPS = {"student": 0, "doctoral": 1, "postdoc": 2, "clinical": 2, "senior": 4}
# Worth of being so many steps ahead, as (from, to, value); a peer knows the way less, a professor may be far away
GAPS = ((1, 2, 1.0), (3, 3, 0.8), (4, 9, 0.6), (0, 0, 0.3), (-9, -1, 0.0))


@dataclass(frozen=True, slots=True)
class Weights:
    """In thousandths. The five parts make 1000 together; `must_meet` and `would_like` come on top."""

    topics: int = 350
    wants: int = 300
    path: int = 150
    stage: int = 100
    new: int = 100
    must_meet: int = 150
    would_like: int = 50

    def __post_init__(self) -> None:
        parts = (self.topics, self.wants, self.path, self.stage, self.new)
        if min(*parts, self.must_meet, self.would_like) < 0 or sum(parts) != MOST:
            raise ValueError("the five weights make 1000 together and none is below 0")


@dataclass(frozen=True, slots=True)
class Side:
    """A mentee or a mentor as far as scoring sees her. `helps` are wants of a mentee and offers of a mentor."""

    topics: frozenset[int] = frozenset()
    text: str = ""
    helps: frozenset[str] = frozenset()
    paths: frozenset[str] = frozenset()
    stage: str = ""


def scores(
    mentees: Sequence[Side],
    mentors: Sequence[Side],
    weights: Weights,
    *,
    known: Collection[tuple[int, int]] = (),
    liked: Mapping[tuple[int, int], str] | None = None,
) -> Ints:
    """The score of each pair, (mentees, mentors), 0..1000.

    `known` are (row, column) of pairs who have met before; `liked` says "must_meet" or "would_like" of a pair.
    """
    shape = (len(mentees), len(mentors))
    if not all(shape):
        return np.zeros(shape, np.int64)
    new = np.ones(shape)
    for pair in known:
        new[pair] = 0.0
    total = (
        weights.topics * _topics(mentees, mentors)
        + weights.wants * _shares([m.helps for m in mentees], [m.helps for m in mentors])
        + weights.path * _in_common([m.paths for m in mentees], [m.paths for m in mentors])
        + weights.stage * _stages(mentees, mentors)
        + weights.new * new
    )
    for pair, kind in (liked or {}).items():
        total[pair] += weights.must_meet if kind == "must_meet" else weights.would_like
    # To the millionth first: what is a half on paper is one here too, whichever way it was added up
    return np.clip(np.rint(np.round(total, 6)), 0, MOST).astype(np.int64)


def _topics(mentees: Sequence[Side], mentors: Sequence[Side]) -> Floats:
    """Half the taxonomy, half the words; where one of the two is not known the other counts alone."""
    by_choice = _shares([m.topics for m in mentees], [m.topics for m in mentors], unknown=np.nan)
    by_words = _words([m.text for m in mentees], [m.text for m in mentors])
    both = np.stack([by_choice, by_words])
    told = ~np.isnan(both)
    count = told.sum(0)
    mean = np.where(told, both, 0.0).sum(0) / np.maximum(count, 1)
    return np.where(count == 0, UNKNOWN, mean)


def _shares(wanted: Sequence[frozenset[Any]], there: Sequence[frozenset[Any]], unknown: float = UNKNOWN) -> Floats:
    """Which share of what the row wants the column has; `unknown` where one of them said nothing."""
    words = sorted({word for each in (*wanted, *there) for word in each}, key=str)
    place = {word: number for number, word in enumerate(words)}
    rows, columns = _marks(wanted, place), _marks(there, place)
    sizes = np.array([len(each) for each in wanted], float)
    found: Floats = (rows @ columns.T) / np.maximum(sizes, 1)[:, None]
    silent = (sizes == 0)[:, None] | np.array([not each for each in there])[None, :]
    return np.where(silent, unknown, found)


def _in_common(wanted: Sequence[frozenset[str]], there: Sequence[frozenset[str]]) -> Floats:
    """For ways of a career one in common is enough."""
    share = _shares(wanted, there, unknown=np.nan)
    return np.where(np.isnan(share), UNKNOWN, (share > 0).astype(float))


def _marks(of: Sequence[frozenset[Any]], place: Mapping[Any, int]) -> Floats:
    marks = np.zeros((len(of), len(place)))
    for row, each in enumerate(of):
        marks[row, [place[word] for word in each]] = 1.0
    return marks


def grams(text: str) -> Counter[str]:
    """Words and pairs of neighbouring words, folded."""
    words = WORD.findall(text.casefold())
    return Counter([*words, *(f"{a} {b}" for a, b in pairwise(words))])


def _words(mentees: Sequence[str], mentors: Sequence[str]) -> Floats:
    """Cosine of TF-IDF vectors of words and pairs of words; NaN where a text is empty, which would divide by zero."""
    counted = [grams(text) for text in (*mentees, *mentors)]
    place = {word: number for number, word in enumerate(sorted(set().union(*counted)))}
    rows = np.repeat(np.arange(len(counted)), [len(each) for each in counted])
    columns = np.fromiter((place[word] for each in counted for word in each), np.int64, len(rows))
    often = np.fromiter((n for each in counted for n in each.values()), np.float64, len(rows))
    seen = np.bincount(columns, minlength=len(place))
    weights = (1 + np.log(often)) * (np.log((1 + len(counted)) / (1 + seen)) + 1)[columns]
    length = np.sqrt(np.bincount(rows, weights**2, minlength=len(counted)))
    found = _products(rows, columns, weights / length[rows], len(mentees), len(mentors))
    silent = length == 0
    return np.where(silent[: len(mentees), None] | silent[None, len(mentees) :], np.nan, np.clip(found, 0, 1))


def _products(rows: Ints, columns: Ints, values: Floats, above: int, below: int) -> Floats:
    """Each of the first `above` rows times each of the `below` others."""
    if above * below > FEW_PAIRS:
        # Here and not above: SciPy takes a second to load, which every process would pay that pairs two people
        from scipy import sparse

        matrix = sparse.csr_matrix((values, (rows, columns)), shape=(above + below, 1 + columns.max(initial=0)))
        return np.asarray((matrix[:above] @ matrix[above:].T).todense(), float)
    shared, places = np.unique(columns, return_inverse=True)
    dense = np.zeros((above + below, len(shared)))
    dense[rows, places] = values
    found: Floats = dense[:above] @ dense[above:].T
    return found


def _stages(mentees: Sequence[Side], mentors: Sequence[Side]) -> Floats:
    theirs = np.array([STEPS.get(m.stage, -1) for m in mentors])
    mine = np.array([STEPS.get(m.stage, -1) for m in mentees])
    gap = theirs[None, :] - mine[:, None]
    found = np.full(gap.shape, UNKNOWN)
    for least, most, worth in GAPS:
        found[(gap >= least) & (gap <= most)] = worth
    found[(mine < 0)[:, None] | (theirs < 0)[None, :]] = UNKNOWN
    return found


def reasons(mentee: Side, mentor: Side, *, new: bool = True, wished: bool = False) -> list[dict[str, Any]]:
    """Why these two, in at most two lines: codes (topics, words, help, path, stage, wish, new) and what they are about.

    No score: a number would be read as a mark.
    """
    lines: list[dict[str, Any]] = []
    if shared := sorted(mentee.topics & mentor.topics):
        lines.append({"kind": "topics", "of": shared[:3]})
    elif words := sorted(_telling(mentee.text) & _telling(mentor.text)):
        lines.append({"kind": "words", "of": words[:3]})
    if met := sorted(mentee.helps & mentor.helps):
        lines.append({"kind": "help", "of": met[:3]})
    if ways := sorted(mentee.paths & mentor.paths):
        lines.append({"kind": "path", "of": ways[:2]})
    if wished:
        lines.insert(0, {"kind": "wish", "of": []})
    gap = STEPS.get(mentor.stage, -1) - STEPS.get(mentee.stage, 9)
    if 1 <= gap <= 2:
        lines.append({"kind": "stage", "of": []})
    if new:
        lines.append({"kind": "new", "of": []})
    return lines[:2]


def _telling(text: str) -> set[str]:
    """Long words only: short ones are the glue of every text."""
    return {word for word in WORD.findall(text.casefold()) if len(word) >= 7}
