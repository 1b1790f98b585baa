"""What the templates of mentors and chats ask."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils.translation import gettext as _

from networking.mentors.choices import HELP, PATHS

register = template.Library()


@register.filter
def instant(text: str) -> datetime | None:
    """The instant of an event's ISO 8601 text, for tags that want one."""
    return datetime.fromisoformat(text) if text else None


@register.simple_tag
def why(reasons: list[dict[str, Any]], topics: dict[int, str]) -> list[str]:
    """Why these two, as at most two lines of words; `topics` are names by id."""
    lines = [_line(one["kind"], [str(word) for word in _named(one, topics)]) for one in reasons]
    return [line for line in lines if line][:2]


def _named(reason: dict[str, Any], topics: dict[int, str]) -> list[Any]:
    of: list[Any] = reason["of"]
    tables: dict[str, dict[Any, Any]] = {"topics": topics, "help": HELP, "path": PATHS}
    if reason["kind"] not in tables:
        return of
    table = tables[reason["kind"]]
    return [table[word] for word in of if word in table]


def _line(kind: str, words: list[str]) -> str:
    """One reason as a sentence without a number."""
    texts = {
        "topics": _("You share: %(words)s"),
        "words": _("You both write about: %(words)s"),
        "help": _("Help is looked for and offered: %(words)s"),
        "path": _("The same way: %(words)s"),
        "stage": _("One or two steps ahead on the same road"),
        "wish": _("One of you hoped for this"),
        "new": _("You have not met before"),
    }
    if kind not in texts or (not words and kind in {"topics", "words", "help", "path"}):
        return ""
    return texts[kind] % {"words": ", ".join(words)}
