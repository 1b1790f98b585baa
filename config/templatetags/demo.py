"""{% demo_entry %}: one click for each of the cast, on the start page in demo mode."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings

from accounts.models import User
from config.demo import source

register = template.Library()


@register.inclusion_tag("demo/_entry.html", takes_context=True)
def demo_entry(context: dict[str, Any]) -> dict[str, Any]:
    """The cast who are really there; nobody outside demo mode."""
    there = set(User.objects.filter(is_demo=True).values_list("email", flat=True)) if settings.DEMO else set()
    return {
        "cast": [person for person in source.cast() if person.email in there],
        "csrf_token": context.get("csrf_token", ""),
    }
