"""Clocks and links of pages that stand alone, where no script tells a reader's own time."""

from __future__ import annotations

from datetime import datetime

from django import template

from core import clock
from schedule.exchange import offline
from schedule.exchange.document import Item

register = template.Library()


@register.filter
def clock_of(moment: datetime) -> str:
    """The wall clock the moment is told in."""
    return f"{moment:%H:%M}"


@register.filter
def clock_in(moment: datetime, zone: str) -> str:
    """The wall clock of another zone."""
    return f"{moment.astimezone(clock.zone(zone)):%H:%M}"


@register.filter
def page_of(item: Item) -> str:
    """The page of an entry in the archive."""
    return offline.page_of(item)
