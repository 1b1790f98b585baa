"""No sheet that leaves the product makes a program out of somebody's words: every CSV and workbook there is."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import openpyxl
import pytest

from core import clock
from tests import hostile
from tests.factories import World

pytestmark = [pytest.mark.django_db, pytest.mark.once]
# What makes Excel, LibreOffice and Sheets compute; the wide signs do so where East Asian input is set
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@pytest.fixture(autouse=True)
def _in_the_first_morning() -> Iterator[None]:
    before = clock.use(lambda: hostile.MORNING)
    yield
    clock.use(before)


def cells(answer: hostile.Answer) -> list[str] | None:
    """The cells of a sheet; None for what is none."""
    if answer.content_type == "text/csv":
        return [cell for row in csv.reader(io.StringIO(answer.body.decode())) for cell in row]
    if "spreadsheet" not in answer.content_type:
        return None
    book = openpyxl.load_workbook(io.BytesIO(answer.body))
    return [
        "=" if cell.data_type == "f" else str(cell.value or "") for sheet in book for row in sheet.rows for cell in row
    ]


def is_number(cell: str) -> bool:
    return cell.lstrip("+-").replace(".", "", 1).isdigit()


def test_no_cell_of_any_sheet_begins_like_a_formula(world: World) -> None:
    hostile.plant(world, hostile.FORMULAS)
    sheets = {one.path: found for one in hostile.answers(world, hostile.FORMULAS, few=True) if (found := cells(one))}
    assert {path.rpartition("/")[2] for path in sheets} >= {
        "schedule.csv",
        "record?form=csv",
        "polls.csv",
        "template.xlsx",
    }
    said = [cell for found in sheets.values() for cell in found]
    assert sum("cmd" in cell for cell in said) > 20, "the words are there to be found"
    alive = [(path, cell) for path, found in sheets.items() for cell in found if cell.startswith(STARTS)]
    assert [one for one in alive if not is_number(one[1])] == []
