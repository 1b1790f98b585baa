"""How well two fit: within bounds, for any words, and what each part is worth."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from networking.matchmaking import scoring
from networking.matchmaking.scoring import Side, Weights

ONLY = {
    name: Weights(**{**dict.fromkeys(("topics", "wants", "path", "stage", "new"), 0), name: 1000})
    for name in ("topics", "wants", "path", "stage", "new")
}
sides = some.builds(
    Side,
    topics=some.frozensets(some.integers(1, 6), max_size=4),
    text=some.text(max_size=60) | some.sampled_from(["", "tumour cells that sleep", "sleep of tumour cells"]),
    helps=some.frozensets(some.sampled_from(["papers", "jobs", "lab"])),
    paths=some.frozensets(some.sampled_from(["clinic", "industry"])),
    stage=some.sampled_from(["", "student", "doctoral", "postdoc", "senior", "patient", "unheard-of"]),
)
several = some.lists(sides, max_size=5)


def one(mentee: Side, mentor: Side, weights: Weights = Weights()) -> int:  # noqa: B008  a frozen value
    return int(scoring.scores([mentee], [mentor], weights)[0, 0])


@given(several, several)
@settings(max_examples=150, deadline=None)
def test_scores_are_whole_numbers_within_bounds_for_any_words(mentees: list[Side], mentors: list[Side]) -> None:
    found = scoring.scores(mentees, mentors, Weights())
    assert found.shape == (len(mentees), len(mentors))
    assert found.dtype == np.int64
    assert not found.size or (found.min() >= 0 and found.max() <= 1000)


@given(sides, sides)
@settings(max_examples=100, deadline=None)
def test_a_wish_never_lowers_a_score_and_having_met_never_raises_it(mentee: Side, mentor: Side) -> None:
    plain = one(mentee, mentor)
    for kind, most in (("must_meet", 150), ("would_like", 50)):
        liked = int(scoring.scores([mentee], [mentor], Weights(), liked={(0, 0): kind})[0, 0])
        assert plain <= liked <= min(1000, plain + most)
    met = int(scoring.scores([mentee], [mentor], Weights(), known=[(0, 0)])[0, 0])
    assert met == plain - 100 or plain == 1000


@given(several.filter(bool), several.filter(bool), some.randoms())
@settings(max_examples=60, deadline=None)
def test_the_order_of_people_changes_no_score(mentees: list[Side], mentors: list[Side], random: object) -> None:
    found = scoring.scores(mentees, mentors, Weights())
    turned = scoring.scores(mentees[::-1], mentors[::-1], Weights())
    assert np.abs(found[::-1, ::-1] - turned).max() <= 1  # the last bit of a sum may fall to the other side


def test_empty_texts_score_like_unknown_ones_and_not_like_nothing() -> None:
    assert one(Side(), Side(), ONLY["topics"]) == 500
    assert one(Side(text="   "), Side(text="cells"), ONLY["topics"]) == 500
    assert one(Side(text="dormant cells"), Side(text="dormant cells"), ONLY["topics"]) == 1000
    assert one(Side(text="dormant cells"), Side(text="grant proposals"), ONLY["topics"]) == 0


def test_pairs_of_words_tell_more_than_the_same_words_apart() -> None:
    wanted = Side(text="circulating tumour cells in bone")
    mentors = [Side(text="circulating tumour cells in liver"), Side(text="cells circulating liver tumour in")]
    found = scoring.scores([wanted], mentors, ONLY["topics"])[0]
    assert found[0] > found[1]


def test_topics_of_the_list_and_words_count_half_each() -> None:
    both = one(Side(frozenset({1}), "one thing"), Side(frozenset({1}), "quite another"), ONLY["topics"])
    assert both == 500


def test_wants_count_by_the_share_that_is_met() -> None:
    wants = Side(helps=frozenset({"papers", "jobs"}))
    assert one(wants, Side(helps=frozenset({"papers", "lab"})), ONLY["wants"]) == 500
    assert one(wants, Side(helps=frozenset({"papers", "jobs", "lab"})), ONLY["wants"]) == 1000
    assert one(wants, Side(helps=frozenset({"lab"})), ONLY["wants"]) == 0


def test_one_way_in_common_is_enough() -> None:
    wants = Side(paths=frozenset({"clinic", "industry"}))
    assert one(wants, Side(paths=frozenset({"clinic"})), ONLY["path"]) == 1000
    assert one(wants, Side(paths=frozenset({"advocacy"})), ONLY["path"]) == 0
    assert one(wants, Side(), ONLY["path"]) == 500


def test_one_or_two_steps_ahead_are_best() -> None:
    ahead = [
        one(Side(stage="doctoral"), Side(stage=stage), ONLY["stage"])
        for stage in ("student", "doctoral", "postdoc", "senior")
    ]
    assert ahead == [0, 300, 1000, 800]
    assert one(Side(stage="patient"), Side(stage="senior"), ONLY["stage"]) == 500


def test_weights_that_do_not_make_a_whole_are_refused() -> None:
    for bad in ({"topics": 351}, {"topics": -50, "wants": 700}, {"must_meet": -1}):
        with pytest.raises(ValueError, match="1000"):
            Weights(**bad)


def test_there_are_at_most_two_reasons_and_no_number_in_them() -> None:
    mentee = Side(frozenset({1, 2}), "", frozenset({"papers"}), frozenset({"clinic"}), "doctoral")
    lines = scoring.reasons(mentee, Side(frozenset({2}), "", frozenset({"papers"}), frozenset({"clinic"}), "postdoc"))
    assert lines == [{"kind": "topics", "of": [2]}, {"kind": "help", "of": ["papers"]}]
    assert scoring.reasons(mentee, Side(), wished=True, new=False) == [{"kind": "wish", "of": []}]
    words = scoring.reasons(Side(text="the dormancy of cells"), Side(text="dormancy, mostly"))
    assert words[0] == {"kind": "words", "of": ["dormancy"]}


def test_a_thousand_mentees_and_three_hundred_mentors_are_scored_quickly() -> None:
    random = np.random.default_rng(5)
    vocabulary = [f"word{n:03d}"[:4] + "abcdefghij"[n % 10] * 4 for n in range(400)]

    def crowd(count: int) -> list[Side]:
        return [
            Side(frozenset(random.integers(0, 14, 3).tolist()), " ".join(random.choice(vocabulary, 40)))
            for _ in range(count)
        ]

    mentees, mentors = crowd(1000), crowd(300)
    before = time.process_time()
    scoring.scores(mentees, mentors, Weights())
    assert time.process_time() - before < 2.0
