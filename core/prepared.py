"""Statements that the database reads and plans once a connection: the one place where a statement becomes a plan.

Planning a booking's statements took PostgreSQL 3.6 ms, doing what they say 1.7 (docs/decisions/0023). From its second
use on a connection a `Prepared` is an EXECUTE of what PREPARE made of it. SQLite's driver keeps plans by itself.

By SQL and not by the driver's own way: that one forgets all plans with each ROLLBACK, which is how every refusal ends.
A pooler that gives each transaction another connection of the server must not be given plans: `DATABASE_PLANS=off`.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connection, connections

from core import edges

Rows = edges.Rows
Said = tuple["Prepared", Sequence[Any]]
T = TypeVar("T")
U = TypeVar("U")
FROM_USE = 2  # what is said once on a connection is not worth a plan
# By the driver's connection: how often each statement was said there. The plans end with it, and so does this
_said: WeakKeyDictionary[Any, Counter[str]] = WeakKeyDictionary()


class Prepared:
    """SQL with `%s` for each value; `fixed` are values that are the same each time, by their place among all.

    The types of the others follow from where they stand, as they do not in `SELECT %s`: write a cast there. What is
    said once in these words and not again is better not `planned`.
    """

    def __init__(self, sql: str, fixed: Mapping[int, object] | None = None, *, planned: bool = True) -> None:
        self._sql, self._fixed, self._may_be_planned = sql, fixed or {}, planned
        self._name = f"plan_{hashlib.sha256(repr((sql, fixed)).encode()).hexdigest()[:16]}"
        self._places = sql.replace("%%", "").count("%s")
        given = ", ".join(["%s"] * (self._places - len(self._fixed)))
        self._execute = f"EXECUTE {self._name}({given})" if given else f"EXECUTE {self._name}"

    def filled(self, values: Sequence[Any], plans: Counter[str] | None) -> tuple[str, Sequence[Any]]:
        """What to give to a cursor of the connection that has these plans. Whoever looks sees the statement itself."""
        if plans is not None and self._may_be_planned and self._is_planned(plans):
            return self._execute, values
        return self._sql, _mixed(values, self._fixed, self._places)

    def rows(self, *values: Any) -> Rows:
        """What the statement returns."""
        return together((self, values))[0]

    def count(self, *values: Any) -> int:
        """How many rows it changed."""
        with connection.cursor() as cursor:
            cursor.execute(*self.filled(values, _plans(connections[DEFAULT_DB_ALIAS])))
            return int(cursor.rowcount)

    def _is_planned(self, plans: Counter[str]) -> bool:
        if plans[self._name] == FROM_USE - 1:
            self._prepare()  # counted only once it succeeded
        if plans[self._name] < FROM_USE:
            plans[self._name] += 1
        return plans[self._name] == FROM_USE

    def _prepare(self) -> None:
        """Not by Django's cursor: who counts statements does not count this."""
        names = [f"${number + 1}" for number in range(self._places - len(self._fixed))]
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            fixed = {place: cursor.mogrify("%s", [value]) for place, value in self._fixed.items()}
            sql = self._sql % tuple(_mixed(names, fixed, self._places))
            cursor.execute(f"PREPARE {self._name} AS {sql}")


def _plans(here: Any) -> Counter[str] | None:
    """How often each statement was said on this connection; None where nothing is planned."""
    if here.vendor != "postgresql" or not here.settings_dict["PLANS"] or here.queries_logged:
        return None
    here.close_if_health_check_failed()  # now, for a cursor does it too, and the next connection knows no plans
    here.ensure_connection()
    return _said.setdefault(here.connection, Counter())


def together(*said: Said, last: bool = False) -> list[Rows]:
    """What several statements return, in their order: in one message where the database takes that.

    Each sees what was committed when it begins, as if they came one after the other. A message costs both sides more
    processor than most statements do, and under a lock it is a time in which others wait. `last` are those that nothing
    but the commit follows, and whose answers nobody needs: it goes with them.
    """
    here: Any = connections[DEFAULT_DB_ALIAS]  # looked up once: `connection` looks at each word
    if here.vendor != "postgresql":
        return [_one(here, *statement.filled(values, None)) for statement, values in said]
    if not said:
        return []
    plans = _plans(here)
    filled = [statement.filled(values, plans) for statement, values in said]
    message = "; ".join(sql for sql, _values in filled), [one for _sql, values in filled for one in values]
    here.ensure_connection()
    if not last:
        return edges.send(here, *message)
    edges.send_last(here, *message)
    return []


def _one(here: Any, sql: str, values: Sequence[Any]) -> Rows:
    with here.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []


def _mixed(values: Sequence[Any], fixed: Mapping[int, object], places: int) -> Sequence[Any]:
    if not fixed:
        return values
    others = iter(values)
    return [fixed[place] if place in fixed else next(others) for place in range(places)]


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """What is to be asked, and how the rows are read: so that questions of several modules go in one message."""

    said: tuple[Said, ...]
    read: Callable[[list[Rows]], T]

    def answer(self) -> T:
        return self.read(together(*self.said))

    def ahead(self) -> T:
        """The answer ahead of the transaction that is open here, if nothing was said in it: whoever goes no further
        after it neither begins nor ends one. What must still hold later is asked again under its lock."""
        here: Any = connections[DEFAULT_DB_ALIAS]
        here.ensure_connection()
        if here.vendor != "postgresql" or not edges.wanted(here):
            return self.answer()
        with edges.ahead(here):
            return self.answer()

    def then(self, further: Callable[[T], U]) -> Question[U]:
        """The same question, whose answer is what `further` makes of it."""
        return Question(self.said, lambda rows: further(self.read(rows)))


def gathered(questions: Sequence[Question[Any]]) -> Question[list[Any]]:
    """All of them as one, answered in their order."""

    def read(rows: list[Rows]) -> list[Any]:
        answers, begin = [], 0
        for one in questions:
            end = begin + len(one.said)
            answers.append(one.read(rows[begin:end]))
            begin = end
        return answers

    return Question(tuple(said for one in questions for said in one.said), read)
