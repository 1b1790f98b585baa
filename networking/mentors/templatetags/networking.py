"""What the templates of mentors and chats ask."""

from __future__ import annotations

from datetime import datetime

from django import template

from accounts import choices

register = template.Library()


@register.filter
def language_name(code: str) -> str:
    """A language's own name; a code we do not know stays a code."""
    return choices.languages([code])[0]


@register.filter
def instant(text: str) -> datetime | None:
    """The instant of an event's ISO 8601 text, for tags that want one."""
    return datetime.fromisoformat(text) if text else None
