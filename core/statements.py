"""Queries whose SQL is composed once: for the few that every command asks, or that are asked under a lock.

Django composes the SQL of a query anew each time. Measured, in ms of processor time: a thread by its key 1.4 composed
and 0.3 as a statement, a member with all that is asked about her 3.0 and 0.3. A `Statement` composes it with marks in
the place of its values, finds these again among the parameters, and from then on changes only those:

    _THREAD = Statement(lambda pk: Thread.objects.select_related("conference").filter(pk=pk))
    _THREAD.first(pk=3)

The rows are those the query itself would give (tests/core/test_statements.py).
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Collection, Hashable
from copy import copy
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import DateField, DateTimeField, QuerySet
from django.db.models.query import ValuesListIterable

from core.prepared import Prepared, Question, Rows

Row = TypeVar("Row")
FEW = 4  # values in a list; longer ones are composed anew each time, empty ones are asked as Django asks
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d")


class Statement(Generic[Row]):
    """`build` makes a queryset from named whole numbers, instants, days, or lists of whole numbers. Thread-safe.

    It must make the same SQL for all values of a kind and pass them on as they are: no test of a value, no sum with
    one, nothing from the clock. What breaks this is refused with ValueError when it is first asked.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]]) -> None:
        self._build = build
        self._composed: dict[tuple[object, ...], _Composed] = {}

    def asked(self, **given: Any) -> Question[list[Row]]:
        """The question, to be asked together with others."""
        sizes = [len(one) if isinstance(one, Collection) else 1 for one in given.values()]
        if not all(sizes):
            return Question((), lambda _rows: list(self._build(**given)))
        if max(sizes, default=0) > FEW:
            return _Composed(self._build, given, planned=False).asked(given)
        shape = (connection.vendor, *given, *sizes)
        composed = self._composed.get(shape)
        if composed is None:
            composed = self._composed[shape] = _Composed(self._build, given)
        return composed.asked(given)

    def rows(self, **given: Any) -> list[Row]:
        return self.asked(**given).answer()

    def first(self, **given: Any) -> Row | None:
        """The first row in the query's order; give it one, or ask for what is unique."""
        return next(iter(self.rows(**given)), None)


class _Composed:
    """A query with its SQL, for one kind of database and lists of one length."""

    def __init__(
        self, build: Callable[..., QuerySet[Any, Any]], given: dict[str, Any], *, planned: bool = True
    ) -> None:
        marks = _Marks()
        query = build(**{name: marks.instead_of(name, value) for name, value in given.items()})
        self._query: Any = query
        self._compiler: Any = self._query.query.get_compiler(using=query.db)
        sql, params = self._compiler.as_sql()
        all_of_it = [marks.places.get(one, one) if isinstance(one, Hashable) else one for one in params]
        self._places = [one for one in all_of_it if isinstance(one, _Place)]
        fixed = {place: one for place, one in enumerate(all_of_it) if not isinstance(one, _Place)}
        self._said = Prepared(sql, fixed, planned=planned)
        columns = [select[0] for select in self._compiler.select[: self._compiler.col_count]]
        self._converters = self._compiler.get_converters(columns)
        if any(_is_moment(value) for value in fixed.values()):
            raise ValueError("a moment that would be kept for ever: give it as a value")
        self._are_values = self._query._iterable_class is ValuesListIterable and not self._converters
        if self._compiler.has_extra_select:
            raise ValueError("what it is ordered by must be among what it asks for")
        missing = set(marks.places.values()) - set(self._places)
        if missing:
            raise ValueError(f"not passed on as they are: {sorted(one.name for one in missing)}")

    def asked(self, given: dict[str, Any]) -> Question[list[Any]]:
        return Question(((self._said, [one.of(given) for one in self._places]),), self._read)

    def _read(self, answers: list[Rows]) -> list[Any]:
        """The rows as the query itself would give them: values, or whole objects with what was joined."""
        (rows,) = answers
        if self._are_values:
            return rows
        compiler = copy(self._compiler)  # shares what was composed; the connection is that of this thread
        compiler.connection = connection
        compiler.execute_sql = lambda *args, **options: [rows]
        compiler.get_converters = lambda columns: self._converters
        query = _Like(self._query.query, get_compiler=lambda using: compiler)
        return list(self._query._iterable_class(_Like(self._query, query=query)))


class _Place:
    """Where a parameter comes from: a name, and which of a list."""

    def __init__(self, name: str, number: int | None) -> None:
        self.name, self.number = name, number

    def of(self, given: dict[str, Any]) -> Any:
        value = given[self.name]
        return _as_stored(value if self.number is None else list(value)[self.number])


class _Marks:
    """Values that stand for others while the SQL is composed, and that nobody else would give."""

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


class _Like:
    """Everything as `model` has it, but for what is given instead."""

    def __init__(self, model: Any, **instead: Any) -> None:
        self.__dict__.update(instead)
        self._model = model

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)


_INSTANT, _DAY = DateTimeField(), DateField()


def _as_stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return _INSTANT.get_db_prep_value(value, connection)
    return _DAY.get_db_prep_value(value, connection) if isinstance(value, date) else value


def _is_moment(param: Any) -> bool:
    """As PostgreSQL or SQLite is given it."""
    return isinstance(param, datetime) or (isinstance(param, str) and _MOMENT.match(param) is not None)
