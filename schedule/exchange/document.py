"""What every programme file says, whatever its format: plain frozen data, no Django.

All datetimes are aware. Texts are single lines without control characters, except `abstract`,
`description` and `lay_summary`, which are sanitised HTML.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """What an item of a programme is."""

    TALK = "talk"
    BREAK = "break"


class State(StrEnum):
    """Whether an item takes place."""

    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a reader noticed; `where` names the line, path or item, `text` is for people."""

    code: str
    where: str
    text: str

    def as_dict(self) -> dict[str, str]:
        """The shape of the JSON report."""
        return {"code": self.code, "where": self.where, "text": self.text}


class FileRefusedError(Exception):
    """The file cannot be used; nothing of it was imported. `problems` says why, at least one."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(problem.text for problem in problems))
        self.problems = problems


def refuse(code: str, where: str, text: str) -> FileRefusedError:
    """A refusal with one reason."""
    return FileRefusedError(Problem(code, where, text))


@dataclass(frozen=True, slots=True)
class Person:
    """Someone on the programme. `source_id` is the number or code the source gives, or empty."""

    name: str
    source_id: str = ""
    biography: str = ""
    affiliation: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A web address with its label."""

    url: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A conference day; `end` may lie after midnight of the next date."""

    date: date
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a programme: this title, at this time, in this place.

    `guid` is a UUID in lower case or empty; `source_id` what the source calls the entry or empty;
    `number` and `slug` are set on export only.
    """

    title: str
    start: datetime
    duration: timedelta
    day: date
    guid: str = ""
    source_id: str = ""
    subtitle: str = ""
    place: str = ""
    track: str = ""
    type: str = ""
    language: str = ""
    abstract: str = ""
    description: str = ""
    lay_summary: str = ""
    people: tuple[Person, ...] = ()
    links: tuple[Link, ...] = ()
    url: str = ""
    kind: Kind = Kind.TALK
    state: State = State.CONFIRMED
    patients_welcome: bool = False
    plain_language: bool = False
    sequence: int = 0
    number: int = 0
    slug: str = ""
    code: str = ""

    @property
    def end(self) -> datetime:
        """The instant at which the item ends: an hour is an hour also in the night in which the clocks change."""
        return (self.start.astimezone(UTC) + self.duration).astimezone(self.start.tzinfo)


@dataclass(frozen=True, slots=True)
class Document:
    """A whole programme. `zone` is an IANA name or empty when the file names none."""

    format: str
    title: str
    acronym: str
    zone: str
    items: tuple[Item, ...]
    days: tuple[Day, ...] = ()
    problems: tuple[Problem, ...] = ()
    skipped: int = 0
    version: str = ""
    url: str = ""
    made_at: datetime | None = None
    listed_places: tuple[str, ...] = ()
    listed_tracks: tuple[str, ...] = ()
    capacities: Mapping[str, int] = field(default_factory=dict)  # seats by the name of a place, where they are told

    @property
    def places(self) -> tuple[str, ...]:
        """Names of the places in the order of the file, empty ones that it lists included."""
        used = (item.place for item in self.items if item.place)
        return tuple(dict.fromkeys((*self.listed_places, *used)))

    @property
    def tracks(self) -> tuple[str, ...]:
        """Names of the tracks in the order of the file, empty ones that it lists included."""
        return tuple(dict.fromkeys((*self.listed_tracks, *(item.track for item in self.items if item.track))))


@dataclass(slots=True)
class Report:
    """Collects what a reader notices on its way; bounded, since a hostile file may be all faults."""

    problems: list[Problem] = field(default_factory=list)
    skipped: int = 0
    limit: int = 200

    def note(self, code: str, where: str, text: str) -> None:
        """Remember a problem that does not stop the import."""
        if len(self.problems) < self.limit:
            self.problems.append(Problem(code, where, text))

    def skip(self, code: str, where: str, text: str) -> None:
        """Remember an item that is left out, and why."""
        self.skipped += 1
        self.note(code, where, text)
