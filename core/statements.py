"""Queries whose SQL is made once: for the few that every command asks.

Django composes the SQL of a query anew each time. Measured, in ms of processor time: a thread by its key 1.4 composed
and 0.3 as a statement, a member with all that is asked about her 3.0 and 0.3. A `Statement` keeps what was composed and
fills in the values:

    _THREAD = Statement(lambda: Thread.objects.select_related("conference").filter(pk=Slot("pk", BigIntegerField())))
    _THREAD.first(pk=3)

The rows are those the query itself would give (tests/core/test_statements.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import copy
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Expression, Field, QuerySet

Row = TypeVar("Row")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d")


class Slot(Expression):
    """A value to be given each time, of the type of `field`."""

    def __init__(self, name: str, field: Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


class Statement(Generic[Row]):
    """The query of `build`, composed at first use. Thread-safe."""

    def __init__(self, build: Callable[[], QuerySet[Any, Row]]) -> None:
        self._build = build
        self._composed: dict[str, _Composed] = {}

    def rows(self, **given: Any) -> list[Row]:
        composed = self._composed.get(connection.vendor)
        if composed is None:
            composed = self._composed[connection.vendor] = _Composed(self._build())
        return composed.rows(given)

    def first(self, **given: Any) -> Row | None:
        """The first row in the query's order; give it one, or ask for what is unique."""
        return next(iter(self.rows(**given)), None)


class _Composed:
    """A query with its SQL, for one kind of database."""

    def __init__(self, query: QuerySet[Any, Any]) -> None:
        self._query: Any = query
        self._compiler: Any = self._query.query.get_compiler(using=query.db)
        self._sql, self._params = self._compiler.as_sql()
        columns = [column[0] for column in self._compiler.select]
        self._converters = self._compiler.get_converters(columns)
        if any(_is_moment(param) for param in self._params):
            raise ValueError("a moment that is kept for ever: give it as a Slot")

    def rows(self, given: dict[str, Any]) -> list[Any]:
        filled = tuple(_filled(param, given) for param in self._params)
        compiler = copy(self._compiler)  # shares what was composed; the connection is that of this thread
        compiler.connection = connection
        compiler.as_sql = lambda: (self._sql, filled)
        compiler.get_converters = lambda columns: self._converters
        query = _Like(self._query.query, get_compiler=lambda using: compiler)
        return list(self._query._iterable_class(_Like(self._query, query=query)))


class _Like:
    """Everything as `model` has it, but for what is given instead."""

    def __init__(self, model: Any, **instead: Any) -> None:
        self.__dict__.update(instead)
        self._model = model

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)


def _filled(param: Any, given: dict[str, Any]) -> Any:
    if not isinstance(param, Slot):
        return param
    return param.output_field.get_db_prep_value(given[param.name], connection)


def _is_moment(param: Any) -> bool:
    """As PostgreSQL or SQLite is given it."""
    return isinstance(param, datetime) or (isinstance(param, str) and _MOMENT.match(param) is not None)
