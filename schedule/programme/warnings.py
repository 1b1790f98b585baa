"""What an organizer should look at before a release. Pure: plain values in, findings out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

Window = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Planned:
    """A session of the work in progress, once for each of its sittings; without place and time if it has none.

    `speakers` are pairs of id and name. Instants are aware. `capacity` is that of the place, None for no bound.
    """

    session: int
    title: str
    state: str
    is_break: bool = False
    is_blocker: bool = False
    has_track: bool = True
    sitting: int | None = None
    start: datetime | None = None
    end: datetime | None = None
    place: int | None = None
    place_name: str = ""
    capacity: int | None = None
    signed_up: int = 0
    speakers: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at. `code` says what, `about` whom or what it concerns besides the sessions.

    Of two sessions `other` and `other_session` are title and id of the second.
    """

    code: str
    session: int
    title: str
    other: str = ""
    about: str = ""
    other_session: int = 0


def findings(
    planned: Sequence[Planned],
    speakers: Mapping[int, Sequence[Window]] | None = None,
    places: Mapping[int, Sequence[Window]] | None = None,
) -> list[Finding]:
    """All findings, in the order in which they are mended: gaps first, then clashes, then sizes.

    `speakers` and `places` are windows in which they can be had; who has none can be had at any time.
    """
    talks = [one for one in planned if not one.is_break and not one.is_blocker]
    placed = [one for one in planned if one.start is not None and one.end is not None]
    return [
        *_gaps(talks),
        *_twice(placed, _place_of, "place_twice"),
        *_twice([one for one in placed if one.speakers], _speakers_of, "speaker_twice"),
        *_outside(placed, speakers or {}, places or {}),
        *(_finding("too_small", one, about=one.place_name) for one in talks if one.signed_up > (one.capacity or 10**9)),
    ]


def _gaps(talks: Iterable[Planned]) -> Iterator[Finding]:
    seen: set[int] = set()
    for one in talks:
        if one.session in seen or one.state in {"rejected", "withdrawn", "cancelled"}:
            continue
        seen.add(one.session)
        if one.start is None and one.state in {"accepted", "confirmed"}:
            yield _finding("unscheduled", one)
        if one.start is not None and one.state != "confirmed":
            yield _finding("unconfirmed", one)
        if not one.has_track and one.state in {"accepted", "confirmed"}:
            yield _finding("no_track", one)


Keys = Iterator[tuple[int, str]]
KeysOf = Callable[[Planned], Keys]


def _place_of(one: Planned) -> Keys:
    if one.place is not None:
        yield one.place, one.place_name


def _speakers_of(one: Planned) -> Keys:
    yield from one.speakers


def _twice(placed: Iterable[Planned], keys_of: KeysOf, code: str) -> Iterator[Finding]:
    """Pairs that overlap in time and share a key: sorted by start, only neighbours in time are compared."""
    by_key: dict[int, list[Planned]] = defaultdict(list)
    names: dict[int, str] = {}
    for one in placed:
        for key, name in keys_of(one):
            by_key[key].append(one)
            names.setdefault(key, name)
    for key, rows in by_key.items():
        rows.sort(key=_start)
        for at, first in enumerate(rows):
            for second in rows[at + 1 :]:
                if _start(second) >= _end(first):
                    break
                if second.sitting != first.sitting:
                    yield Finding(code, first.session, first.title, second.title, names[key], second.session)


def _outside(
    placed: Iterable[Planned], speakers: Mapping[int, Sequence[Window]], places: Mapping[int, Sequence[Window]]
) -> Iterator[Finding]:
    for one in placed:
        for key, name in one.speakers:
            if key in speakers and not holds(speakers[key], _start(one), _end(one)):
                yield _finding("speaker_away", one, about=name)
        if one.place is not None and one.place in places and not holds(places[one.place], _start(one), _end(one)):
            yield _finding("place_closed", one, about=one.place_name)


def holds(windows: Sequence[Window], start: datetime, end: datetime) -> bool:
    """Whether the windows, those that touch taken together, hold all of `start` to `end`."""
    reached = start
    for begin, stop in sorted(windows):
        if begin > reached:
            break
        reached = max(reached, stop)
    return reached >= end


def _finding(code: str, one: Planned, *, about: str = "") -> Finding:
    return Finding(code, one.session, one.title, about=about)


def _start(one: Planned) -> datetime:
    assert one.start is not None, "only what has a time is compared"  # noqa: S101
    return one.start


def _end(one: Planned) -> datetime:
    assert one.end is not None, "only what has a time is compared"  # noqa: S101
    return one.end
