"""The workbook: a template that explains itself, comes back as a programme, and computes nothing."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook, load_workbook

from schedule.exchange import detect, queries
from schedule.exchange.document import FileRefusedError
from schedule.exchange.readers.sheet import COLUMNS
from schedule.exchange.writers import workbook
from tests.factories import World, browser_of
from tests.schedule.conftest import items, programme
from tests.schedule.test_writers import document, told

ZONE = ZoneInfo("Europe/Berlin")


def filled(**sheets: list[list[object]]) -> bytes:
    book = load_workbook(io.BytesIO(workbook.template("Europe/Berlin")))
    for name, rows in sheets.items():
        for row in rows:
            book[name].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_what_somebody_fills_into_the_template_is_a_programme() -> None:
    row: dict[str, object] = {
        "title": "Dormant cells", "start": datetime(2026, 11, 26, 9, 30), "duration": 45, "place": "Hall 1",  # noqa: DTZ001
        "speakers": "Alice Larkenfield; Bob", "patients_welcome": "yes", "abstract": "One.\n\nTwo.",
    }  # fmt: skip
    data = filled(
        Sessions=[[row.get(name) for name in COLUMNS]],
        Speakers=[["alice larkenfield", "Harbour Institute", "Studies tides."]],
        Places=[["Hall 0"], ["Hall 1"]],
    )
    read = detect.read(data, ZONE)
    (item,) = read.items

    assert (item.start, item.duration) == (datetime(2026, 11, 26, 9, 30, tzinfo=ZONE), timedelta(minutes=45))
    assert [(person.name, person.affiliation) for person in item.people] == [
        ("alice larkenfield", "Harbour Institute"),
        ("Bob", ""),
    ]
    assert (item.patients_welcome, read.places) == (True, ("Hall 0", "Hall 1"))
    assert read.problems == ()


def test_every_column_is_explained() -> None:
    book = load_workbook(io.BytesIO(workbook.template("Asia/Tokyo")))
    explained = {row[0]: row[1] for row in book["How to fill it in"].iter_rows(values_only=True)}
    assert tuple(explained) == COLUMNS
    assert "Asia/Tokyo" in str(explained["start"])
    assert all(explained.values())


def test_the_programme_as_a_workbook_comes_back_the_same_and_nothing_in_it_is_a_formula() -> None:
    made = document()
    evil = ("=1+1", "+1", "-1", "@sum", '=HYPERLINK("https://evil.example")', "\t=1")
    made = replace(made, items=tuple(replace(item, title=title) for item, title in zip(made.items, evil, strict=True)))
    data = workbook.write(made)

    book = load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not [cell.value for cell in cells if str(cell.value).startswith(("=", "+", "-", "@", "\t"))]
    read = detect.read(data, ZONE)
    assert [told(item)[1:] for item in read.items] == [told(item)[1:] for item in made.items]
    assert [item.title for item in read.items] == [title.strip() for title in evil]


def test_a_workbook_of_another_with_one_sheet_is_read_too() -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["Title", "Start", "Room"])
    book.active.append(["Talk", "2026-11-26 09:00", "Hall"])
    out = io.BytesIO()
    book.save(out)
    (item,) = detect.read(out.getvalue(), ZONE).items
    assert (item.title, item.place) == ("Talk", "Hall")


def packed(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


BOMB = b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><s>&b;</s>'
HOSTILE = {
    "a bomb of zeros": (packed(**{"xl/a.xml": b" " * 200_000_000}), "file.too_many_items"),
    "many members": (packed(**{f"{n}.xml": b"" for n in range(300)}), "file.too_many_items"),
    "entities": (packed(**{"xl/workbook.xml": BOMB}), "xml.forbidden"),
    "entities in wide letters": (packed(**{"xl/workbook.xml": BOMB.decode().encode("utf-16")}), "xml.forbidden"),
    "no workbook": (packed(**{"a.txt": b"hello"}), "xlsx.malformed"),
    "a cut one": (workbook.template("UTC")[:2000], "xlsx.malformed"),
    "no columns": (filled(), "file.no_items"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_refused(name: str) -> None:
    data, code = HOSTILE[name]
    with pytest.raises(FileRefusedError) as refused:
        detect.read(data, ZONE)
    assert refused.value.problems[0].code == code


@pytest.mark.django_db
def test_organizers_get_it_empty_and_filled_and_nobody_else(world: World) -> None:
    programme(world.congress, *items(2))
    empty = browser_of(world.olga).get("/tidelines/organize/programme/template.xlsx")
    whole = browser_of(world.olga).get("/tidelines/organize/programme/template.xlsx?filled")
    assert empty.status_code == 200
    read = detect.read(whole.content, ZoneInfo("Europe/Lisbon"))
    assert [item.title for item in read.items] == [item.title for item in queries.released(world.congress).items]
    for who in (world.bob, world.charlie, None):
        assert browser_of(who).get("/tidelines/organize/programme/template.xlsx").status_code == 404
