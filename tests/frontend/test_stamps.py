"""The part of a fragment that is filled in instead of rendered anew."""

from __future__ import annotations

import re

import pytest
from django.template.loader import render_to_string

from frontend import stamps

pytestmark = pytest.mark.once
TOOLS = "messaging/_tools.html"


def test_filled_in_it_is_what_the_template_would_have_rendered() -> None:
    words: dict[str, object] = {"id": 12, "name": 'Ana "the <b>" & Lua', "text": "1 < 2\n'so'"}
    assert stamps.fill(TOOLS, words) == render_to_string(TOOLS, words)


def test_nobody_gets_a_word_in_by_writing_what_stands_for_it() -> None:
    shown = stamps.fill(TOOLS, {"id": 7, "name": "qzxtextxzq", "text": "<script>qzxidxzq</script>"})
    assert "qzxtextxzq" in shown
    assert "&lt;script&gt;qzxidxzq&lt;/script&gt;" in shown
    assert not re.search(r"<script", shown)
