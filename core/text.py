"""What people type, made safe to keep and to show."""

from __future__ import annotations

import re
import unicodedata

import nh3
from markdown_it import MarkdownIt

# Bidirectional overrides and isolates can make a line read as something else; zero-width and tag characters hide
# text. ZWJ and ZWNJ stay: Persian, Indic scripts and emoji need them.
_HIDDEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# What a spreadsheet takes for a formula; the wide signs where East Asian input is set
_COMPUTES = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_STACKED_MARKS = 4  # Vietnamese and Hebrew with cantillation need up to three on one letter
_markdown = MarkdownIt("js-default", {"html": False, "linkify": False, "breaks": True}).disable(
    ["heading", "lheading", "image", "table", "hr", "html_block", "html_inline", "reference", "code"]
)
_TAGS = {"p", "br", "strong", "em", "code", "pre", "a", "ul", "ol", "li", "blockquote", "s"}


def clean(text: str) -> str:
    """Plain text as it may be stored: NFC, without control and hiding characters or piles of marks."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _HIDDEN.sub("", _CONTROL.sub("", text))
    return _limit_marks(text).strip()


def clean_line(text: str) -> str:
    """Like `clean`, on one line: for names and titles."""
    return re.sub(r"\s+", " ", clean(text))


def _limit_marks(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= _STACKED_MARKS:
            kept.append(char)
    return "".join(kept)


def markdown(text: str) -> str:
    """Limited Markdown (bold, italic, code, links, lists) as safe HTML."""
    return sanitise(_markdown.render(text))


def sanitise(html: str) -> str:
    """HTML from outside reduced to a few harmless elements; links open without telling where from."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow ugc",
    )


def as_id(text: str) -> int:
    """The id that a stream's name or an address ends with; 0, which no row has, for what is none.

    Only ASCII digits: "²" is a digit to Python and no number, and 20 digits fit no column.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def as_cell(text: str) -> str:
    """Text for a spreadsheet, which must not take somebody's words for a formula."""
    return f"'{text}" if text.startswith(_COMPUTES) else text
