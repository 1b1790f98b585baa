"""Pages of the released programme, kept as they were rendered until what they show has changed.

What is kept belongs to a release, its revision, a language, a zone and an address, never to a person: stars are put in
afterwards. It is good until the next moment at which a session on it becomes soon, live or over.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache

from schedule.programme.cards import SOON, Card

LONGEST = timedelta(hours=1)
# The star button of schedule/_star.html, unpressed, from the session's id to the words for taking the star away
_STAR = re.compile(
    r'data-pressed="stars:(\d+)" name="on" value="true" data-value-on="true" aria-pressed="false" aria-label="[^"]*"'
    r' (data-label-on="[^"]*" data-label-off="([^"]*)")'
)


@dataclass(frozen=True, slots=True)
class Kept:
    """Rendered text and the span in which it is true."""

    html: str
    since: datetime
    until: datetime


def page(parts: Iterable[object], now: datetime, make: Callable[[], tuple[str, Collection[Card]]]) -> str:
    """The text kept under these parts if it is still true at `now`; else what `make` renders, with the cards on it."""
    key = "programme:" + hashlib.sha256(repr(tuple(parts)).encode()).hexdigest()
    kept = cache.get(key)
    if isinstance(kept, Kept) and kept.since <= now < kept.until:
        return kept.html
    html, cards = make()
    until = true_until(cards, now)
    cache.set(key, Kept(html, now, until), timeout=LONGEST.total_seconds())
    return html


def true_until(cards: Iterable[Card], now: datetime) -> datetime:
    """The next moment at which the state of one of the cards changes; an hour from now at most."""
    moments = (moment for card in cards for moment in (card.start - SOON, card.start, card.end))
    return min((moment for moment in moments if moment > now), default=now + LONGEST)


def with_stars(html: str, stars: Collection[int]) -> str:
    """The text with the reader's own stars pressed, as the template would have rendered them."""

    def press(found: re.Match[str]) -> str:
        if int(found[1]) not in stars:
            return found[0]
        pressed = 'name="on" value="false" data-value-on="false" aria-pressed="true"'
        return f'data-pressed="stars:{found[1]}" {pressed} aria-label="{found[3]}" {found[2]}'

    return _STAR.sub(press, html) if stars else html
