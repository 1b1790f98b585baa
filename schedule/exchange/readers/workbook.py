"""Reader of workbooks (XLSX): our template with its sheets Sessions, Speakers, Places, Tracks, or a first sheet alone.

A workbook is a zip of XML: what it unpacks to is bounded before anything is parsed, and document types are refused.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from schedule.exchange.document import Document, FileRefusedError, Item, Person, Report, refuse
from schedule.exchange.limits import MAX_ITEMS, MAX_PLACES, too_many
from schedule.exchange.prose import one_line, to_html
from schedule.exchange.readers import packed, sheet

_SEATS = re.compile(r"[0-9]{1,6}")
SIGNATURE = b"PK\x03\x04"
Rows = Iterator[tuple[int, list[str]]]


def read(data: bytes, home: ZoneInfo | None = None) -> Document:
    """The document of a workbook; `home` (UTC when None) is the zone of times without offset.

    Raises FileRefusedError for what is no workbook, unpacks to too much, holds document types, or lacks columns.
    """
    from openpyxl import load_workbook  # slow to import: only a process that reads workbooks wants it

    packed.check(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = {one_line(name, 40).casefold(): book[name] for name in book.sheetnames}
        rows = _rows(sheets.get("sessions") or book.worksheets[0])
        report = Report()
        items = tuple(sheet.items(_header(rows), rows, home or ZoneInfo("UTC"), report))
        people = _people(_table(sheets.get("speakers"), "name"))
        places = list(_table(sheets.get("places"), "name"))
        tracks = [row["name"] for row in _table(sheets.get("tracks"), "name")]
    except FileRefusedError:
        raise
    except Exception as error:  # the library stumbles over damaged files in as many ways as there are
        raise refuse("xlsx.malformed", "file", f"This is no workbook we can read: {type(error).__name__}.") from None
    return Document(
        format="xlsx",
        title="",
        acronym="",
        zone="",
        items=tuple(_with_people(item, people) for item in items),
        problems=tuple(report.problems),
        skipped=report.skipped,
        listed_places=tuple(dict.fromkeys(row["name"] for row in places))[:MAX_PLACES],
        listed_tracks=tuple(dict.fromkeys(tracks))[:MAX_PLACES],
        capacities={
            row["name"]: int(seats) for row in places if _SEATS.fullmatch(seats := row.get("capacity", "").strip())
        },
    )


def _rows(found: Any) -> Rows:
    count = 0
    for line, row in enumerate(found.iter_rows(max_col=sheet.MAX_COLUMNS, values_only=True), start=1):
        cells = [_text(cell) for cell in row]
        if any(cell.strip() for cell in cells):
            count += 1
            if count > MAX_ITEMS + 1:
                raise too_many()
            yield line, cells
        elif line > 10 * MAX_ITEMS:
            raise too_many()


def _header(rows: Rows) -> list[str]:
    """The names of the columns; lines of explanation above them begin with a sign that says so."""
    for _, cells in rows:
        if not cells[0].startswith("#"):
            return cells
    raise refuse("csv.no_columns", "line 1", "The sheet has no column title and no column start.")


def _text(cell: object) -> str:
    """A cell as a CSV sheet would have it."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "yes" if cell is True else "" if cell is False else str(cell)


def _table(found: Any, needed: str) -> Iterable[dict[str, str]]:
    if found is None:
        return []
    rows = _rows(found)
    header = next((cells for _, cells in rows if not cells[0].startswith("#")), [])
    names = [one_line(cell, 40).casefold() for cell in header]
    table = ({name: sheet.harmless_undone(cell) for name, cell in zip(names, cells, strict=False)} for _, cells in rows)
    return [row | {needed: name} for row in table if (name := one_line(row.get(needed), 120))]


def _people(rows: Iterable[dict[str, str]]) -> dict[str, Person]:
    return {
        row["name"].casefold(): Person(
            row["name"], affiliation=one_line(row.get("affiliation"), 200), biography=to_html(row.get("biography"))
        )
        for row in rows
    }


def _with_people(item: Item, known: dict[str, Person]) -> Item:
    """The item with what the sheet of speakers says of its people."""
    found = (known.get(person.name.casefold(), person) for person in item.people)
    return replace(
        item,
        people=tuple(
            replace(told, affiliation=told.affiliation or said.affiliation)
            for told, said in zip(found, item.people, strict=True)
        ),
    )
