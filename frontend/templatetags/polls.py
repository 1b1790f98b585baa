"""What templates of polls need: the n-th of a ballot's values, and how large a word of the cloud is."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.filter
def at(values: Any, index: int) -> Any:
    """`values[index]`, or "" where there is no such value: nobody has voted yet."""
    return values[index] if isinstance(values, list) and index < len(values) else ""


@register.filter
def size(share: int) -> int:
    """Steps 1 to 5 for a share in per cent."""
    return min(5, 1 + share // 12)
