"""Words of the exchange formats: acronyms, slugs and durations as the public schemas want them."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from itertools import groupby

from schedule.exchange.document import Document, Item, Kind

ZONE_IN_JSON = re.compile(r"^([A-Z][a-z]+/[A-Z][a-z]+)|UTC$")


def acronym(text: str) -> str:
    """`text` as `[a-z0-9_]{4,}`, the narrowest of what the XML and the JSON schema accept."""
    plain = re.sub(r"[^a-z0-9]+", "_", _ascii(text)).strip("_")[:40]
    return plain.ljust(4, "_")


def slug(acronym_: str, number: int, title: str) -> str:
    """A slug that is unique by its number and ends with a letter or a digit."""
    words = re.sub(r"[^a-z0-9]+", "-", _ascii(title)).strip("-")[:60].rstrip("-")
    return f"{acronym_}-{number:04d}-{words}" if words else f"{acronym_}-{number:04d}"


def clock(length: timedelta) -> str:
    """A duration as `HH:MM`; at most 99 hours, seconds are rounded up to a whole minute."""
    minutes = min(-(-int(length.total_seconds()) // 60), 99 * 60 + 59)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def type_word(item: Item) -> str:
    """The type of an item; a break says that it is one."""
    return item.type or ("break" if item.kind is Kind.BREAK else "")


def by_day_and_place(document: Document) -> list[tuple[int, list[tuple[str, list[Item]]]]]:
    """For each day of the document its index and its items by place, both in order."""
    places = {name: rank for rank, name in enumerate(document.places)}
    days = []
    for index, day in enumerate(document.days):
        items = [item for item in document.items if item.day == day.date]
        items.sort(key=lambda item: (places.get(item.place, -1), item.start))
        days.append((index, [(name, list(group)) for name, group in groupby(items, key=lambda item: item.place)]))
    return days


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
