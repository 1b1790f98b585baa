"""The programme as a page shows it: cards in slots of one day, and what is on now. Pure; takes `now`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from zoneinfo import ZoneInfo

SOON = timedelta(minutes=15)


class State(StrEnum):
    """Where in time a sitting stands; the names are those of the state chips."""

    COMING = ""
    SOON = "soon"
    LIVE = "live"
    ENDED = "ended"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Card:
    """One sitting on the page. Instants are aware; `column` is the place's place in the grid."""

    session: int
    code: str
    title: str
    subtitle: str
    start: datetime
    end: datetime
    day: date
    place: str
    column: int
    track: str
    track_position: int
    type: str
    language: str
    is_break: bool
    replay: bool
    patients_welcome: bool
    plain_language: bool
    speakers: Sequence[object]
    state: State
    starred: bool
    url: str = ""
    content_note: str = ""

    @property
    def minutes(self) -> int:
        """How long it takes."""
        return int((self.end - self.start).total_seconds() // 60)

    @property
    def length(self) -> str:
        """How long it takes, in words."""
        hours, minutes = divmod(self.minutes, 60)
        return " ".join(part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part)

    @property
    def start_iso(self) -> str:
        """The start as scripts read it."""
        return self.start.isoformat()

    @property
    def end_iso(self) -> str:
        """The end as scripts read it."""
        return self.end.isoformat()

    @property
    def classes(self) -> str:
        """Style classes of the card."""
        live = " is-live" if self.state is State.LIVE else ""
        over = " is-over" if self.state is State.ENDED else ""
        cancelled = " is-cancelled" if self.state is State.CANCELLED else ""
        track = f" tr-{self.track_position % 8}" if self.track else ""
        return f"session{' is-break' if self.is_break else ''}{live}{over}{cancelled}{track}"


@dataclass(frozen=True, slots=True)
class Slot:
    """What begins at the same moment."""

    start: datetime
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """Two starred sessions at one time."""

    first: Card
    second: Card


@dataclass(frozen=True, slots=True)
class Now:
    """What is on, and what begins next."""

    live: tuple[Card, ...] = field(default=())
    following: tuple[Card, ...] = field(default=())


def state_at(start: datetime, end: datetime, now: datetime, *, cancelled: bool) -> State:
    """Where a sitting stands at `now`."""
    if cancelled:
        return State.CANCELLED
    if start <= now < end:
        return State.LIVE
    if now >= end:
        return State.ENDED
    return State.SOON if start - now <= SOON else State.COMING


def slots(cards: Iterable[Card]) -> list[Slot]:
    """Cards grouped by when they begin, in order."""
    ordered = sorted(cards, key=lambda card: (card.start, card.column, card.title))
    return [Slot(start, tuple(group)) for start, group in groupby(ordered, key=lambda card: card.start)]


def now_and_next(cards: Iterable[Card], now: datetime, most: int = 6) -> Now:
    """What is on at `now`, and the sittings that begin next, at most `most` of each; breaks only if nothing else is."""
    held = [card for card in cards if card.state is not State.CANCELLED]
    live = [card for card in held if card.state is State.LIVE]
    coming = sorted((card for card in held if card.start > now), key=lambda card: card.start)
    following = [card for card in coming if card.start == coming[0].start]
    return Now(_without_breaks(live)[:most], _without_breaks(following)[:most])


def _without_breaks(cards: Sequence[Card]) -> tuple[Card, ...]:
    return tuple(card for card in cards if not card.is_break) or tuple(cards)


def clashes(cards: Iterable[Card]) -> list[Clash]:
    """Pairs of starred sessions that overlap."""
    mine = sorted((card for card in cards if card.starred and card.state is not State.CANCELLED), key=_start)
    return [
        Clash(first, second)
        for index, first in enumerate(mine)
        for second in mine[index + 1 :]
        if second.start < first.end and second.session != first.session
    ]


def _start(card: Card) -> datetime:
    return card.start


def day_to_open(days: Sequence[date], asked: str, today: date) -> date | None:
    """The day asked for if there is one, else today, else the first to come, else the first of all."""
    named = {day.isoformat(): day for day in days}
    if asked in named:
        return named[asked]
    return next((day for day in days if day >= today), days[0] if days else None)


def other_dates(cards: Iterable[Card], day: date, zone: ZoneInfo | None) -> tuple[date, ...]:
    """The dates on which the day's sittings begin in the reader's zone, when they are not simply `day`."""
    if zone is None:
        return ()
    dates = sorted({card.start.astimezone(zone).date() for card in cards})
    return () if dates == [day] else tuple(dates)
