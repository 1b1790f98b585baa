"""A sign for every person."""

from __future__ import annotations

import pytest

from frontend import faces

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Prof. Ana Lua", "AL"),
        ("Þórunn Hallgrímsdóttir", "ÞH"),
        ("Олександра Ковальчишина", "ОК"),
        ("大森 千鶴", "大"),
        ("عمر الزهراني", "ع"),
        ("Ada Meghadri মেঘাদ্রি", "AM"),
        ("Çağla", "Ç"),
        ("007", "?"),
        ("", "?"),
    ],
)
def test_initials_in_any_script(name: str, letters: str) -> None:
    assert faces.initials(name) == letters


def test_the_same_person_has_the_same_sign_everywhere() -> None:
    assert faces.draw("Ana Lua", "s", "ref-1") == faces.draw("Ana Lua", "s", "ref-1")
    assert faces.draw("Ana Lua", "", "ref-1") != faces.draw("Ana Lua", "", "ref-2")


def test_a_name_cannot_bring_markup() -> None:
    assert "<script" not in faces.draw("<script> &", "", "x")
    assert 'style="' not in faces.draw("Ana Lua", "", "x")
