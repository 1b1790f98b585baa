"""Texts from files, made safe: single lines for titles and names, a small HTML for abstracts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from schedule.exchange.document import refuse
from schedule.exchange.limits import MAX_LINE
from schedule.programme import prose
from schedule.programme.prose import to_html, without_controls

__all__ = ["bounded", "one_line", "to_html", "web_address"]
_SPACE = re.compile(r"\s+")


@contextmanager
def bounded() -> Iterator[None]:
    """Within it, texts that ask for too much Markdown all together refuse their file."""
    try:
        with prose.bounded():
            yield
    except prose.TooMuchMarkupError:
        sorry = (
            "The texts of the file hold more Markdown than we read at once. Hand it in in parts, "
            "each with a source of its own, or with its texts as HTML."
        )
        raise refuse("file.too_much_markup", "file", sorry) from None


def one_line(value: object, longest: int = MAX_LINE) -> str:
    """`value` as one clean line of at most `longest` characters; None is empty."""
    text = _SPACE.sub(" ", without_controls("" if value is None else str(value))).strip()
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def web_address(value: object) -> str:
    """`value` when it is a usable http(s) address without spaces, else empty."""
    text = without_controls("" if value is None else str(value)).strip()
    if len(text) > 2000 or re.search(r"[\s<>\"]", text):
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and parts.hostname else ""
