"""Reads the files of the invented congress into frozen data. No Django.

The files lie beside this module: people.csv, cast.toml, mentors.toml, society.toml, neighbour.toml,
programme/*.toml and activity/*.toml. They are ours and trusted; a slip in them raises and is caught by a test.
"""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented. `zone` is an IANA name, `country` an ISO 3166 code, `languages` ISO 639 codes."""

    key: str
    name: str
    affiliation: str
    country: str
    zone: str
    languages: tuple[str, ...]
    stage: str
    about: str
    roles: tuple[str, ...] = ()
    story: str = ""
    outsider: bool = False

    @property
    def email(self) -> str:
        """An address in a domain reserved for examples: no letter can ever reach anybody."""
        return f"{self.key}@demo.example"

    @property
    def industry(self) -> bool:
        return self.stage == "industry"


@dataclass(frozen=True, slots=True)
class Session:
    """One entry of the programme. `offset` counts from 00:00 congress time of its `day` (1, 2, 3)."""

    id: str
    day: int
    offset: timedelta
    duration: timedelta
    place: str
    track: str
    type: str
    title: str
    abstract: str
    lay: str
    language: str
    note: str
    speakers: tuple[str, ...]
    chair: str
    welcome: bool


@dataclass(frozen=True, slots=True)
class Mentor:
    """What a mentor offers. `hours` are in the mentor's own zone, like "16:00-18:00"; days take them in turn."""

    person: str
    topics: tuple[str, ...]
    can_help: tuple[str, ...]
    languages: tuple[str, ...]
    hours: tuple[str, ...]


def toml(*parts: str) -> dict[str, Any]:
    """One of our TOML files as plain data."""
    with HERE.joinpath(*parts).open("rb") as file:
        return tomllib.load(file)


@cache
def people() -> dict[str, Person]:
    """Everybody by key: first the cast, then the speakers of the programme."""
    everybody = [*_cast(), *_speakers()]
    found = {person.key: person for person in everybody}
    if len(found) != len(everybody):
        raise ValueError("two people share one key")
    return found


@cache
def cast() -> tuple[Person, ...]:
    """Those every story relies on: Alice, Bob, Mo, Olga, Ada, Mira, Pat and Charlie."""
    return tuple(_cast())


@cache
def mentors() -> tuple[Mentor, ...]:
    """The mentors, in the order of the file."""
    return tuple(
        Mentor(m["person"], tuple(m["topics"]), tuple(m["can_help"]), tuple(m["languages"]), tuple(m["hours"]))
        for m in toml("mentors.toml")["mentor"]
    )


@cache
def sessions() -> tuple[Session, ...]:
    """The programme of the congress without the watches of its lounge, by time."""
    files = sorted((HERE / "programme").glob("day*.toml"))
    found = [session(entry) for file in files for entry in toml("programme", file.name)["session"]]
    return tuple(sorted(found, key=lambda s: (s.day, s.offset, s.id)))


def session(entry: dict[str, Any]) -> Session:
    """One [[session]] table; `when` reads "day hh:mm minutes"."""
    day, clock, minutes = entry["when"].split()
    hours, rest = clock.split(":")
    return Session(
        id=entry["id"],
        day=int(day),
        offset=timedelta(hours=int(hours), minutes=int(rest)),
        duration=timedelta(minutes=int(minutes)),
        place=entry.get("place", ""),
        track=entry.get("track", ""),
        type=entry["type"],
        title=entry["title"],
        abstract=entry["abstract"].strip(),
        lay=entry.get("lay", "").strip(),
        language=entry.get("language", "en"),
        note=entry.get("note", ""),
        speakers=tuple(entry.get("speakers", ())),
        chair=entry.get("chair", ""),
        welcome=entry.get("welcome", False),
    )


def _cast() -> list[Person]:
    return [
        Person(
            **{name: p[name] for name in ("key", "name", "affiliation", "country", "zone", "stage", "about", "story")},
            languages=tuple(p["languages"].split()),
            roles=tuple(p["roles"]),
            outsider=p.get("outsider", False),
        )
        for p in toml("cast.toml")["person"]
    ]


def _speakers() -> list[Person]:
    helping = {mentor.person for mentor in mentors()}
    with (HERE / "people.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        Person(
            key=row["key"],
            name=row["name"],
            affiliation=row["affiliation"],
            country=row["country"],
            zone=row["zone"],
            stage=row["stage"],
            about=row["about"],
            languages=tuple(row["languages"].split()),
            roles=("speaker", "mentor") if row["key"] in helping else ("speaker",),
        )
        for row in rows
    ]


def crowd(count: int) -> list[Person]:
    """`count` attendees, always the same ones in the same order."""
    parts = toml("names.toml")
    rows = parts["rows"]
    return [_attendee(number, rows, parts) for number in range(count)]


def _attendee(number: int, rows: list[list[str]], parts: dict[str, Any]) -> Person:
    given, family, country, zone, language = rows[number % len(rows)]
    turn = number // len(rows)
    names = given.split()
    initial = f" {chr(64 + turn // len(names) % 27)}." if turn >= len(names) else ""
    return Person(
        key=f"person{number + 1:04d}",
        name=f"{names[turn % len(names)]}{initial} {family}",
        affiliation=parts["places"][number % len(parts["places"])],
        country=country,
        zone=zone,
        languages=tuple(dict.fromkeys((language, "en"))),
        stage=parts["stages"][number % len(parts["stages"])],
        about="",
    )
