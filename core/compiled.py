"""Queries that are asked again and again: their SQL is made once in a process and asked with other values.

For a small query Django needs longer to write the SQL than the database to answer it (measured: 0.5 to 1.5 ms against
0.2). What waits under a lock, or is asked a thousand times a second, is built once with marks in the place of its
values; the marks are found again among the parameters, and from then on only those change.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import DateField, DateTimeField, QuerySet

FEW = 4  # people in a list; longer ones are asked as Django asks
Key = tuple[tuple[str, int], ...]
Row = tuple[Any, ...]


class Compiled:
    """`build` makes a queryset of `values_list` from named whole numbers, instants, days, or lists of whole numbers.

    It must make the same SQL for all values of a kind: no test of a value in it, nothing from the clock.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self._build = build
        self._made: dict[Key, _Made] = {}

    def rows(self, **values: Any) -> list[Row]:
        """What the database answers for these values."""
        key = tuple((name, len(v) if isinstance(v, Collection) else -1) for name, v in values.items())
        if any(size > FEW or size == 0 for _name, size in key):
            return list(self._build(**values))
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = _Made(self._build, values)
        return made.rows(values)

    def row(self, **values: Any) -> Row | None:
        """The first row, or None."""
        return next(iter(self.rows(**values)), None)


class _Made:
    """The SQL for one shape of values."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], values: dict[str, Any]) -> None:
        marks = _Marks()
        query = build(**{name: marks.instead_of(name, value) for name, value in values.items()}).query
        self._compiler: Any = query.get_compiler(connection=connection)
        self._sql, parameters = self._compiler.as_sql()
        self._parameters = [marks.places.get(one, one) for one in parameters]
        missing = set(marks.places.values()) - {one for one in self._parameters if isinstance(one, _Place)}
        if missing:
            raise ValueError(f"not found among the parameters: {missing}")
        chosen = [select[0] for select in self._compiler.select[: self._compiler.col_count]]
        self._converters = self._compiler.get_converters(chosen)

    def rows(self, values: dict[str, Any]) -> list[Row]:
        parameters = [one.of(values) if isinstance(one, _Place) else one for one in self._parameters]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, parameters)
            found: list[Row] = cursor.fetchall()
        if self._converters:
            return [tuple(row) for row in self._compiler.apply_converters(found, self._converters)]
        return found


class _Place:
    """Where a parameter comes from: a name, and which of a list."""

    def __init__(self, name: str, number: int | None) -> None:
        self.name, self.number = name, number

    def of(self, values: dict[str, Any]) -> Any:
        value = values[self.name]
        return _as_stored(value if self.number is None else list(value)[self.number])


class _Marks:
    """Values that stand for others while the SQL is made, and no value could be."""

    def __init__(self) -> None:
        self.places: dict[Any, _Place] = {}
        self._next = uuid.uuid4().int % 2**40 + 2**50

    def instead_of(self, name: str, value: Any) -> Any:
        if isinstance(value, Collection):
            return [self._mark(one, _Place(name, number)) for number, one in enumerate(value)]
        return self._mark(value, _Place(name, None))

    def _mark(self, value: Any, place: _Place) -> Any:
        self._next += 1
        mark: Any = self._next
        if isinstance(value, datetime):
            mark = datetime(1, 1, 2, tzinfo=UTC) + timedelta(microseconds=self._next % 2**40)
        elif isinstance(value, date):
            mark = date(1, 1, 2) + timedelta(days=self._next % 2**16)
        self.places[_as_stored(mark)] = place
        return mark


def _as_stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return DateTimeField().get_db_prep_value(value, connection)
    return DateField().get_db_prep_value(value, connection) if isinstance(value, date) else value
