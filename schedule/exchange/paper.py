"""The grid of a day on paper: some places a sheet as columns, a row wherever something begins or ends. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from schedule.exchange.document import Item

MOST_COLUMNS = 6  # places on one sheet of A4, on its side


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a place from one row on; without items it is free."""

    items: tuple[Item, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class Row:
    """A moment at which something begins or ends; `cells` are those that begin here."""

    at: datetime
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Some places of a day."""

    places: tuple[str, ...]
    rows: tuple[Row, ...]


def sheets(items: Sequence[Item], places: Sequence[str]) -> list[Sheet]:
    """The day on as many sheets as it takes; places in their order, what has none in a column at the end."""
    used = {item.place for item in items}
    ordered = [*(name for name in places if name in used), *sorted(used - set(places))]
    parts = [ordered[at : at + MOST_COLUMNS] for at in range(0, len(ordered), MOST_COLUMNS)]
    return [_sheet([item for item in items if item.place in part], part) for part in parts]


def _sheet(items: Sequence[Item], places: Sequence[str]) -> Sheet:
    edges = sorted({edge for item in items for edge in (item.start, item.end)})
    columns = [_column([item for item in items if item.place == place], edges) for place in places]
    rows = (
        Row(at, tuple(column[number] for column in columns if number in column)) for number, at in enumerate(edges[:-1])
    )
    return Sheet(tuple(places), tuple(rows))


def _column(items: Sequence[Item], edges: Sequence[datetime]) -> dict[int, Cell]:
    """The cells of a place by the row in which they begin. What overlaps shares a cell that lasts as long as both."""
    number = {at: row for row, at in enumerate(edges)}
    cells: dict[int, Cell] = {}
    row = 0
    for group in _together(items):
        first, last = number[group[0].start], max(number[item.end] for item in group)
        cells.update({free: Cell((), 1) for free in range(row, first)})
        cells[first] = Cell(tuple(group), last - first)
        row = last
    cells.update({free: Cell((), 1) for free in range(row, len(edges) - 1)})
    return cells


def _together(items: Sequence[Item]) -> list[list[Item]]:
    groups: list[list[Item]] = []
    for item in sorted(items, key=lambda one: (one.start, one.end)):
        if groups and item.start < max(one.end for one in groups[-1]):
            groups[-1].append(item)
        else:
            groups.append([item])
    return groups
