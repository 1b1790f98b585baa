"""Who can follow the programme at a decent hour. Pure.

A sitting is decent for somebody when it begins at 08:00 or later and ends by 22:00 the same day, by the clock of her
zone. The share of a region is the mean, over all sessions, of the part of its attendees for whom at least one sitting
of the session is decent. Regions come from the caller, who knows the map (`regions.py`). Regions of fewer than
`SMALLEST` people are not shown: a share of three people is no figure, and says too much about them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from statistics import fmean
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SMALLEST = 10
MORNING, EVENING = time(8), time(22)
MOST_UNFAIR = 10  # sessions named
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Region:
    name: str
    people: int
    share: float  # 0 to 1

    @property
    def percent(self) -> int:
        return round(self.share * 100)


@dataclass(frozen=True, slots=True)
class Unfair:
    """A session that a region misses: the part of its people with a decent sitting."""

    session: int
    region: str
    share: float

    @property
    def percent(self) -> int:
        return round(self.share * 100)


@dataclass(frozen=True, slots=True)
class Meter:
    regions: tuple[Region, ...] = ()
    unfair: tuple[Unfair, ...] = ()
    not_shown: int = 0  # people in regions too small


def measure(zones: Iterable[str], sittings: Mapping[int, Sequence[Span]], region_of: Callable[[str], str]) -> Meter:
    """The meter for attendees who live in these zones (one entry a person) and the sittings of each session."""
    people = Counter(zones)
    regions: dict[str, dict[str, int]] = defaultdict(dict)
    for zone, count in people.items():
        regions[region_of(zone)][zone] = count
    shown = {name: counts for name, counts in sorted(regions.items()) if sum(counts.values()) >= SMALLEST}
    if not sittings or not shown:
        return Meter(not_shown=sum(people.values()))
    decent = {zone: _sessions_at_a_decent_hour(zone, sittings) for counts in shown.values() for zone in counts}
    found, unfair = [], []
    for name, counts in shown.items():
        total = sum(counts.values())
        shares = {key: sum(n for zone, n in counts.items() if key in decent[zone]) / total for key in sittings}
        found.append(Region(name, total, fmean(shares.values())))
        unfair += [Unfair(key, name, share) for key, share in shares.items() if share < 1]
    unfair.sort(key=lambda one: (one.share, one.session, one.region))
    hidden = sum(people.values()) - sum(region.people for region in found)
    return Meter(tuple(found), tuple(unfair[:MOST_UNFAIR]), hidden)


def is_decent(start: datetime, end: datetime, zone: ZoneInfo) -> bool:
    """Whether all of a sitting lies between 08:00 and 22:00 of one day by the clock of the zone."""
    begin, stop = start.astimezone(zone), end.astimezone(zone)
    return begin.date() == stop.date() and begin.time() >= MORNING and stop.time() <= EVENING


def _sessions_at_a_decent_hour(name: str, sittings: Mapping[int, Sequence[Span]]) -> set[int]:
    try:
        zone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    return {key for key, spans in sittings.items() if any(is_decent(*span, zone) for span in spans)}
