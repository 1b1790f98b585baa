"""Finds zones by place, country and offset. Nothing is read from the database."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from accounts import choices
from accounts.zones import places

_OFFSET = re.compile(r"^(?:utc|gmt)?([+\-\u2212])(\d{1,2})(?::?(\d\d))?$")


@dataclass(frozen=True, slots=True)
class Found:
    """A zone as the list shows it. `minutes` is its offset from UTC at the moment that was asked for."""

    name: str
    city: str
    area: str
    country: str
    minutes: int
    clock: str

    @property
    def offset(self) -> str:
        """Such as UTC+05:30."""
        sign = "-" if self.minutes < 0 else "+"
        return f"UTC{sign}{abs(self.minutes) // 60:02}:{abs(self.minutes) % 60:02}"


def find(text: str, now: datetime) -> list[Found]:
    """Zones that fit every word: the beginning of a word of place or country, or an offset such as +5:30.

    Those with the whole words first (India before Indianapolis), then in order of offset at `now`, then of place.
    """
    asked = _words(text)
    found = (_found(name, now) for name, _shown in choices.zones())
    fitting = (one for one in found if _fits(one, asked))
    return sorted(fitting, key=lambda one: (not _fits_whole(one, asked), one.minutes, one.city, one.name))


def _found(name: str, now: datetime) -> Found:
    there = places.where(name)
    local = now.astimezone(ZoneInfo(name))
    area, _slash, city = name.rpartition("/")
    offset = local.utcoffset()
    assert offset is not None, "an aware instant has an offset"  # noqa: S101
    return Found(
        name=name,
        city=city.replace("_", " "),
        area=area.replace("_", " "),
        country=places.country_name(there.country) if there else "",
        minutes=int(offset.total_seconds() // 60),
        clock=f"{local:%a %H:%M}",
    )


def _words(text: str) -> list[str]:
    """Without case and accents; slashes and hyphens inside of names part words, the sign of an offset does not."""
    plain = unicodedata.normalize("NFKD", text[:100].casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"[/_,()]|(?<=[a-z])-(?=[a-z])|'", " ", plain).split()[:8]


def _said(one: Found) -> list[str]:
    return _words(f"{one.city} {one.area} {one.country}")


def _fits_whole(one: Found, asked: list[str]) -> bool:
    there = _said(one)
    return all(word in there or _is_offset(word, one.minutes) for word in asked)


def _fits(one: Found, asked: list[str]) -> bool:
    there = _said(one)
    return all(_is_offset(word, one.minutes) or any(said.startswith(word) for said in there) for word in asked)


def _is_offset(word: str, minutes: int) -> bool:
    match = _OFFSET.match(word)
    if match is None:
        return word == "utc" and minutes == 0
    sign, hours, rest = match.groups()
    return minutes == (1 if sign == "+" else -1) * (int(hours) * 60 + int(rest or 0))
