"""What ballots come to, and which ballots are fit to count."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.polls import ballots, tally

pytestmark = pytest.mark.once

OPTIONS = ["Mouse", "Fish", "Fly"]


def counted(kind: str, *values: Any, **screened: bool) -> tally.Tally:
    return tally.tally(kind, OPTIONS, values, screened)


def lines(found: tally.Tally) -> list[tuple[str, int, int]]:
    return [(row.label, row.count, row.share) for row in found.rows]


def test_shares_are_of_the_people_also_where_several_answers_are_chosen() -> None:
    assert lines(counted("multiple", [0, 1], [0], [0], [2])) == [("Mouse", 3, 75), ("Fish", 1, 25), ("Fly", 1, 25)]


def test_a_ranking_is_counted_by_borda_and_a_tie_keeps_the_written_order() -> None:
    assert lines(counted("ranking", [1, 2, 3], [2, 1, 3])) == [("Mouse", 3, 100), ("Fish", 3, 100), ("Fly", 0, 0)]


def test_a_rating_has_its_mean() -> None:
    found = counted("rating", 5, 4, 4)
    assert found.mean == 4.3
    assert [row.count for row in found.rows] == [0, 0, 0, 2, 1]


def test_words_are_one_whatever_their_case_and_a_hidden_one_is_not_there() -> None:
    assert lines(counted("words", ["Dormancy", "niche"], ["dormancy "], niche=False)) == [("Dormancy", 2, 100)]


def test_texts_appear_only_when_let_in() -> None:
    assert lines(counted("text", "Thank you", "Rude words", **{"thank you": True})) == [("Thank you", 1, 0)]


def test_numbers_have_mean_and_median_and_no_more_than_eight_bars() -> None:
    found = counted("number", *range(100), 1000.0)
    assert (found.median, len(found.rows), sum(row.count for row in found.rows)) == (50, 8, 101)


def test_nobody_voted_is_a_result_too() -> None:
    for kind in ("single", "rating", "ranking", "words", "text", "number"):
        assert counted(kind).ballots == 0


@given(st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=60))
def test_every_number_lands_in_one_bar(values: list[float]) -> None:
    assert sum(row.count for row in counted("number", *values).rows) == len(values)


@pytest.mark.parametrize(
    ("kind", "raw", "field"),
    [
        ("single", {"choices": []}, "choices"),
        ("single", {"choices": [0, 1]}, "choices"),
        ("single", {"choices": [3]}, "choices"),
        ("multiple", {"choices": [0, 0]}, "choices"),
        ("ranking", {"ranks": [1, 1, 2]}, "ranks"),
        ("ranking", {"ranks": [1, 2]}, "ranks"),
        ("rating", {"number": 6}, "number"),
        ("rating", {"number": 2.5}, "number"),
        ("number", {}, "number"),
        ("text", {"text": ""}, "text"),
        ("words", {"words": ["", " "]}, "words"),
    ],
)
def test_an_unfit_ballot_is_refused_at_its_field(kind: str, raw: dict[str, Any], field: str) -> None:
    most = 2 if kind == "multiple" else 1
    with pytest.raises(ballots.UnfitError) as refused:
        ballots.clean(kind, 3, 1, most, ballots.Raw(**{**EMPTY, **raw}))
    assert refused.value.field == field


EMPTY: dict[str, Any] = {"choices": [], "ranks": [], "words": [], "text": "", "number": None}
