"""What the time zone database says of its zones: countries, where they are, other names. Read once; no database.

Source: `zone.tab`, `iso3166.tab` and `tzdata.zi` of the package tzdata, all in the public domain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from accounts import choices


@dataclass(frozen=True, slots=True)
class Where:
    """A zone's country (ISO 3166) and the place it is named for, in degrees."""

    country: str
    latitude: float
    longitude: float


def where(zone: str) -> Where | None:
    """Where a zone is, also by an older name; None for UTC and the like, which are nowhere."""
    return _listed().get(zone) or _listed().get(_targets().get(zone, ""))


@cache
def country_name(code: str) -> str:
    """The English name of a country, as the database lists it."""
    return dict(choices.countries()).get(code, "")


@cache
def _listed() -> dict[str, Where]:
    found = {}
    for line in _lines("zone.tab"):
        country, at, zone = line.split("\t")[:3]
        latitude, longitude = re.findall(r"[+-]\d+", at)
        found[zone] = Where(country, _degrees(latitude, 2), _degrees(longitude, 3))
    return found


def _degrees(text: str, digits: int) -> float:
    """+4230 or +423000 (ISO 6709) as degrees; `digits` are those of the whole degrees."""
    sign, whole, rest = -1 if text[0] == "-" else 1, text[1 : digits + 1], text[digits + 1 :]
    return sign * (int(whole) + int(rest[:2]) / 60)


@cache
def _targets() -> dict[str, str]:
    """Older names and what they are called now: "Asia/Calcutta" is "Asia/Kolkata"."""
    links = (line.split() for line in _lines("tzdata.zi") if line.startswith("L "))
    return {name: target for _sign, target, name in links}


def _lines(name: str) -> Iterator[str]:
    text = files("tzdata").joinpath("zoneinfo", name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))
