"""Abstracts and the like: what people and files write, as a small safe HTML, and back as they typed it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from html import unescape

import nh3
from markdown_it import MarkdownIt

MAX_PROSE = 50_000  # longest abstract we keep, in characters
ALLOWED_TAGS = {
    "a", "b", "blockquote", "br", "code", "dd", "dl", "dt", "em", "h3", "h4", "hr", "i", "li", "ol", "p", "pre",
    "q", "s", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_LOOKS_LIKE_HTML = re.compile(
    r"</?(?:p|br|a|ul|ol|li|em|strong|b|i|u|h[1-6]|div|span|code|pre|blockquote|table|script|style|img|sub|sup)\b[^<>]*>",
    re.IGNORECASE,
)
# C0 and C1 controls are not XML; bidi overrides can make one name look like another; NUL breaks PostgreSQL.
_UNWANTED = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_HEADING = re.compile(r"<(/?)h[12]\b", re.IGNORECASE)
_PLAIN_TAGS = re.compile(r"<(/?)(p|br)\s*/?>\s*", re.IGNORECASE)
# Markdown can be made slow (it looks for the end of each bracket): what is longer than this, or has more signs or lines
# than a text that people wrote, becomes plain paragraphs. An abstract of 300 words with ten links has 60 signs.
MARKDOWN_UP_TO = 20_000  # characters
MOST_SIGNS, MOST_LINES = 300, 400
# What the Markdown of one file may cost, in units of about 10 us: one for each sign and line, more for what begins an
# item of a list (a parser runs all its rules anew within it) and for each text. The largest agenda we know has 6,758.
MOST_MARKDOWN = 60_000
A_TEXT, AN_ITEM = 4, 2
_left: ContextVar[list[int] | None] = ContextVar("left", default=None)
_SIGNS = re.compile(r"[\[\]|*_<>`\\&]|[-+#] |\d[.)] ")
_ITEMS = re.compile(r"[-+*] |\d[.)] ")


class TooMuchMarkupError(Exception):
    """Texts ask for more Markdown, all together, than is rendered at once."""


@contextmanager
def bounded() -> Iterator[None]:
    """Within it, texts that ask for too much Markdown all together raise TooMuchMarkupError."""
    token = _left.set([MOST_MARKDOWN])
    try:
        yield
    finally:
        _left.reset(token)


def without_controls(text: str) -> str:
    """The text without signs that no page, file or database should get."""
    return _UNWANTED.sub("", text)


def to_html(value: object) -> str:
    """`value` (HTML, Markdown or plain text) as sanitised HTML of at most about `MAX_PROSE` characters."""
    text = without_controls("" if value is None else str(value)).replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        return ""
    text = text[:MAX_PROSE]
    return _sanitised(text if _LOOKS_LIKE_HTML.search(text) else _from_plain(text))


def as_typed(html: str) -> str:
    """What to put into a field to edit it: paragraphs as plain text where they are all there is, else the HTML."""
    plain = _PLAIN_TAGS.sub(lambda tag: "\n\n" if tag[1] else "\n" if tag[2].lower() == "br" else "", html)
    return html if "<" in plain else unescape(plain).strip()


def edited(typed: str, before: str) -> str:
    """What was typed over `before`, as HTML; what nobody touched stays to the letter."""
    return before if typed.split() == as_typed(before).split() else to_html(typed)


def _from_plain(text: str) -> str:
    signs, lines = len(_SIGNS.findall(text)), text.count("\n")
    if not signs and not lines and text[0].isalpha():  # one line without a sign: Markdown would say the same
        return f"<p>{nh3.clean_text(text)}</p>"
    if len(text) <= MARKDOWN_UP_TO and signs <= MOST_SIGNS and lines <= MOST_LINES:
        _spend(A_TEXT + signs + lines + AN_ITEM * (len(_ITEMS.findall(text)) if signs else 0))
        return str(_markdown().render(text))
    paragraphs = (part.strip() for part in re.split(r"\n\s*\n", text))
    return "\n".join(f"<p>{nh3.clean_text(part)}</p>" for part in paragraphs if part)


def _spend(cost: int) -> None:
    left = _left.get()
    if left is None:
        return
    left[0] -= cost
    if left[0] < 0:
        raise TooMuchMarkupError


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")


def _sanitised(html: str) -> str:
    # Titles of the page are h1 and h2: a heading inside an abstract must not outrank them.
    cleaned = nh3.clean(
        _HEADING.sub(r"<\1h3", html),
        tags=ALLOWED_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow",
        clean_content_tags={"script", "style"},
    ).strip()
    # Bare text would be read as Markdown the next time: say that it is HTML.
    return cleaned if not cleaned or _LOOKS_LIKE_HTML.search(cleaned) else f"<p>{cleaned}</p>"
