"""Out and in again: an export, brought into a fresh conference, is the same programme, field by field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest

from core.models import Conference
from schedule.exchange import actions, queries
from schedule.exchange.document import Document, Item
from schedule.exchange.downloads import as_text
from schedule.exchange.writers import workbook
from schedule.exchange.writers.words import type_word
from tests.schedule.conftest import FIXTURES
from tests.schedule.test_other_library import read_by_vobject
from tests.schedule.test_real_files import REAL_FILES
from tests.schedule.test_writers import validate_json, validate_xml

pytestmark = pytest.mark.django_db

OWN = ["congress.xml", "congress.json", "congress.ics", "sheet.csv"]
LARGE = [pytest.param(name, marks=pytest.mark.once) for name in REAL_FILES]  # the small ones tell of the second store
# What each format has words for. iCalendar knows neither conference days nor HTML.
ALWAYS = ("guid", "title", "start", "duration", "place", "track", "type", "language", "kind")
TEXTS = ("subtitle", "abstract", "description", "day")
KNOWS = {"xml": (*ALWAYS, *TEXTS), "json": (*ALWAYS, *TEXTS), "ics": ALWAYS}


@pytest.fixture
def content(real: Callable[[str], bytes]) -> Callable[[str], bytes]:
    """The bytes of one of our own files or of a real programme."""
    return lambda name: (FIXTURES / name).read_bytes() if name in OWN else real(name)


def bring(data: bytes, slug: str) -> Conference:
    conference, _ = actions.import_file(data, slug)
    assert conference is not None
    return conference


def told(item: Item, format_name: str) -> dict[str, object]:
    """What must come back of an entry."""
    fields: dict[str, object] = {name: getattr(item, name) for name in KNOWS[format_name]}
    fields["type"] = type_word(item)  # a break without a type comes back as a break
    fields["people"] = _people(item, format_name)
    if format_name != "ics":
        fields["links"] = [(link.url, link.title or link.url) for link in item.links]
    return fields


def _people(item: Item, format_name: str) -> list[str]:
    names = [person.name for person in item.people]
    # By name alone two people of one name are one, however it is spelt
    return names if format_name != "ics" else list(dict.fromkeys(name.casefold() for name in names))


@dataclass(frozen=True)
class Counted:
    """How many rows of each kind a programme has."""

    sessions: int
    places: set[str]
    tracks: set[str]
    speakers: list[str]


def counted(conference: Conference, *, by_name: bool) -> Counted:
    names = sorted(speaker.name.casefold() if by_name else speaker.name for speaker in conference.speakers.all())
    return Counted(
        conference.sessions.count(),
        {place.name for place in conference.places.all() if place.sittings.exists()},
        {track.name for track in conference.tracks.all()},
        sorted(set(names)) if by_name else names,
    )


@pytest.mark.parametrize("name", [*OWN, *LARGE])
def test_an_export_brought_into_a_fresh_conference_is_the_same_programme(
    name: str, content: Callable[[str], bytes], tmp_path: Path
) -> None:
    first = bring(content(name), "first")
    made = queries.released(first)
    for format_name in ("xml", "json", "ics"):
        text = as_text(first, format_name)
        _validate(format_name, text, tmp_path, first)
        copy = bring(text.encode(), f"copy-{format_name}")
        came = {item.guid: told(item, format_name) for item in queries.released(copy).items}
        for item in made.items:
            assert came.pop(item.guid) == told(item, format_name), (format_name, item.title)
        assert came == {}
        assert counted(copy, by_name=format_name == "ics") == counted(first, by_name=format_name == "ics")
        again = actions.import_file(text.encode(), f"copy-{format_name}")[1]
        assert (again.created, again.changed, again.moved, again.cancelled) == (0, 0, 0, 0)


@pytest.mark.parametrize("name", [*OWN, *LARGE])
def test_a_workbook_brought_into_a_fresh_conference_is_the_same_programme(
    name: str, content: Callable[[str], bytes]
) -> None:
    first = bring(content(name), "first")
    hall = first.places.all()[0] if first.places.exists() else first.places.create(name="Empty hall")
    type(hall).objects.filter(pk=hall.pk).update(capacity=120)
    first.tracks.create(name="Empty track", position=900)
    data = workbook.write(queries.whole(first))
    copy, _ = actions.import_file(data, "copy", zone=first.zone)
    assert copy is not None

    assert [_in_cells(item) for item in queries.whole(copy).items] == [
        _in_cells(item) for item in queries.whole(first).items
    ]
    assert list(copy.places.values_list("name", "capacity")) == list(first.places.values_list("name", "capacity"))
    assert list(copy.tracks.values_list("name", flat=True)) == list(first.tracks.values_list("name", flat=True))
    again = actions.import_file(data, "copy", zone=first.zone)[1]
    assert (again.created, again.changed, again.moved, again.cancelled) == (0, 0, 0, 0)


def _in_cells(item: Item) -> dict[str, object]:
    """What a sheet has columns for; texts but for their spaces, people by name."""
    names = ("title", "subtitle", "start", "duration", "day", "place", "track", "language", "kind")
    fields: dict[str, object] = {name: getattr(item, name) for name in names}
    fields |= {name: "".join(getattr(item, name)[:30_000].split()) for name in ("abstract", "lay_summary")}
    people = {person.name.casefold(): person.affiliation for person in item.people}
    return fields | {"type": type_word(item), "people": people}


def _validate(format_name: str, text: str, folder: Path, conference: Conference) -> None:
    if format_name == "xml":
        validate_xml(text, folder)
    elif format_name == "json":
        validate_json(text)
    else:
        _read_by_another(text, conference)


def _read_by_another(text: str, conference: Conference) -> None:
    """The library that wrote it reads the instants we meant, and so does `vobject`, which did not."""
    events = icalendar.Calendar.from_ical(text).walk("VEVENT")
    theirs = {str(event["UID"]): (event.decoded("DTSTART"), event.decoded("DTEND")) for event in events}
    items = queries.released(conference).items
    ours = {f"{item.guid}@meridian": (item.start.astimezone(UTC), item.end.astimezone(UTC)) for item in items}
    assert theirs == ours
    assert {uid: row[:2] for uid, row in read_by_vobject(text).items()} == ours


@pytest.mark.parametrize("name", ["congress.xml", "sheet.csv", *LARGE])
def test_a_later_version_moves_renames_and_cancels_what_it_should(name: str, content: Callable[[str], bytes]) -> None:
    data = content(name)
    conference = bring(data, "first")
    document = actions.read(data, conference.zone)
    moves, renames, goes = _three(document)
    later = {
        id(moves): replace(moves, start=moves.start + timedelta(days=1), place="Another hall"),
        id(renames): replace(renames, title="Another title", people=()),
        id(goes): None,
    }
    items = tuple(found for item in document.items if (found := later.get(id(item), item)) is not None)
    report = actions.import_document(conference, replace(document, items=items))

    keyed = bool(renames.guid or renames.source_id)
    assert (report.moved, report.changed, report.created, report.cancelled) == (
        (1, 1, 0, 1) if keyed else (1, 0, 1, 2)
    )  # fmt: skip
    assert report.unchanged == len(document.items) - 3
    assert report.titles["moved"] == [moves.title]
    now = queries.released(conference).items
    moved = next(item for item in now if item.title == moves.title and item.place == "Another hall")
    assert (moved.start, moved.sequence) == (moves.start + timedelta(days=1), 1)


def _three(document: Document) -> tuple[Item, Item, Item]:
    """Three entries whose titles are theirs alone."""
    titles = [item.title for item in document.items]
    own = [item for item in document.items if titles.count(item.title) == 1]
    return own[0], own[len(own) // 2], own[-1]


def test_a_day_that_ends_after_midnight_and_a_change_of_clocks_come_back(content: Callable[[str], bytes]) -> None:
    conference = bring(content("congress.xml"), "first")
    zone = ZoneInfo(conference.zone)
    late = [item for item in queries.released(conference).items if item.start.astimezone(zone).date() != item.day]
    assert late, "the fixture has an entry after midnight"
