"""What a visitor may choose from a release, and the sittings that fit what was chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, QuerySet

from schedule.programme import finding
from schedule.programme.models import Place, Release, ReleasedSitting, Star, Track
from schedule.programme.queries import sittings_of

FOUND_A_PAGE = 50  # what a search finds is drawn in pages: hundreds of cards take most of a second


@dataclass(frozen=True, slots=True)
class Filter:
    """What a visitor wants to see; empty fields do not restrict."""

    track: int | None = None
    place: int | None = None
    type: str = ""
    language: str = ""
    audience: str = ""  # "patients" or "plain"
    words: str = ""
    starred_by: int | None = None

    @property
    def restricts(self) -> bool:
        return self != Filter()

    @property
    def narrows(self) -> bool:
        """Whether anything but the stars was chosen."""
        return replace(self, starred_by=None).restricts


def matching(sittings: QuerySet[ReleasedSitting], wanted: Filter, release: Release | None) -> QuerySet[ReleasedSitting]:
    """Those of the sittings that fit; no further query unless words are looked for."""
    exact = {
        "session__track": wanted.track,
        "place": wanted.place,
        "session__type": wanted.type,
        "session__language": wanted.language,
        "session__patients_welcome": wanted.audience == "patients" or None,
        "session__plain_language": wanted.audience == "plain" or None,
    }
    found = sittings.filter(**{name: value for name, value in exact.items() if value})
    if wanted.words:
        found = found.filter(session__in=finding.sessions(release, wanted.words))
    if wanted.starred_by is not None:
        found = found.filter(Exists(Star.objects.filter(person=wanted.starred_by, session=OuterRef("session"))))
    return found


def page(found: Sequence[int], asked: str) -> Page[int]:
    """The part of what was found that is drawn; a number that is none of a page leads to the nearest there is."""
    return Paginator(found, FOUND_A_PAGE).get_page(asked)


@dataclass(frozen=True, slots=True)
class Facets:
    """What a release has to choose from."""

    days: tuple[date, ...]
    tracks: tuple[Track, ...]
    places: tuple[Place, ...]
    types: tuple[str, ...]
    languages: tuple[str, ...]
    sittings: int
    patients: bool
    plain: bool


def facets(release: Release | None) -> Facets:
    """Days, tracks, places, types and languages that public sittings use; one query."""
    rows = list(
        sittings_of(release)
        .order_by()
        .values(
            "day", "session__track_id", "session__track__name", "session__track__position", "place_id", "place__name",
            "place__position", "session__type", "session__language", "session__patients_welcome",
            "session__plain_language",
        )
    )  # fmt: skip
    return Facets(
        days=tuple(sorted({row["day"] for row in rows})),
        tracks=tuple(_named(Track, rows, "session__track")),
        places=tuple(_named(Place, rows, "place")),
        types=tuple(sorted({row["session__type"] for row in rows} - {""})),
        languages=tuple(sorted({row["session__language"] for row in rows} - {""})),
        sittings=len(rows),
        patients=any(row["session__patients_welcome"] for row in rows),
        plain=any(row["session__plain_language"] for row in rows),
    )


_Row = TypeVar("_Row", Track, Place)


def _named(model: type[_Row], rows: Iterable[Mapping[str, Any]], of: str) -> list[_Row]:
    """The tracks or places that the rows name, in their order, without asking for them again."""
    found = {row[f"{of}_id"]: (row[f"{of}__position"], row[f"{of}__name"]) for row in rows if row[f"{of}_id"]}
    ordered = sorted(found.items(), key=lambda entry: (entry[1][0], entry[0]))
    return [model(pk=pk, name=name, position=position) for pk, (position, name) in ordered]
