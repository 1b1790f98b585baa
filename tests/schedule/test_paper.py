"""The grid on paper: every session of a day stands in its column, for as many rows as it lasts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from schedule.exchange import paper
from tests.factories import World, browser_of
from tests.schedule.conftest import items, programme


@pytest.mark.once
@pytest.mark.parametrize(("count", "places"), [(1, 1), (7, 3), (60, 13)])
def test_each_row_is_filled_and_each_entry_stands_once(count: int, places: int) -> None:
    entries = items(count, places)
    found = paper.sheets(entries, [f"Hall {number + 1}" for number in range(places)])
    shown = [item for sheet in found for row in sheet.rows for cell in row.cells for item in cell.items]
    assert sorted(item.title for item in shown) == sorted(item.title for item in entries)
    for sheet in found:
        assert len(sheet.places) <= paper.MOST_COLUMNS
        area = sum(cell.rows for row in sheet.rows for cell in row.cells)
        assert area == len(sheet.rows) * len(sheet.places)


@pytest.mark.once
def test_what_overlaps_in_one_place_shares_a_cell() -> None:
    one, two = items(2)
    later = replace(two, start=one.start + timedelta(minutes=10))
    (sheet,) = paper.sheets([one, later], ["Hall 1"])
    (cell,) = [cell for row in sheet.rows for cell in row.cells if cell.items]
    assert [item.title for item in cell.items] == ["Talk 0", "Talk 1"]
    assert cell.rows == len(sheet.rows) == 3


@pytest.mark.django_db
def test_the_page_shows_all_days_or_one_and_bad_days_do_no_harm(world: World) -> None:
    one, two = items(2)
    tomorrow = replace(two, start=two.start + timedelta(days=1), day=two.day + timedelta(days=1))
    programme(world.congress, one, tomorrow)
    browser = browser_of()
    page = browser.get("/tidelines/programme/print?view=grid").content.decode()
    assert page.count("<table>") == 2
    assert "Speaker 0" in page
    alone = browser.get(f"/tidelines/programme/print?view=grid&day={tomorrow.day}").content.decode()
    assert "Talk 1" in alone
    assert "Talk 0" not in alone
    assert browser.get("/tidelines/programme/print?view=grid&day=x").status_code == 200
