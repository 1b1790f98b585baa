"""New rows by a statement that is composed once for each table: for what every command writes.

Composing an INSERT takes Django longer than PostgreSQL needs for what it says (docs/decisions/0023).
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model

from core.prepared import Prepared, Question, Said

FEW = 16  # rows in one composed statement; more are written as Django writes them


def insert(*rows: Model) -> None:
    """Write new rows of one table, as `bulk_create` does: without signals, and they know their keys afterwards."""
    if len(rows) > FEW:
        type(rows[0])._default_manager.bulk_create(rows)
    elif rows:
        statement, values = said(*rows)
        if rows[0].pk is None:
            for row, (key,) in zip(rows, statement.rows(*values), strict=True):
                row.pk = key
        else:
            statement.count(*values)
        for row in rows:
            row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def columns(model: type[Model], same: dict[str, Any], **lists: list[Any]) -> Said:
    """The statement that writes rows of which only what is in `lists` differs, a list for each field, without objects.

    PostgreSQL is given each list as one value: reading many takes it longer than writing their rows. The others are
    named in `same`; what is in neither has its default in the database, or none.
    """
    here = connections[DEFAULT_DB_ALIAS]
    count = len(next(iter(lists.values())))
    fields, statement = _listed(model, tuple(same), tuple(lists), count, here.vendor)
    values = [field.get_db_prep_save(value, here) for field, value in zip(fields, same.values(), strict=False)]
    each = [[field.get_db_prep_save(one, here) for one in lists[field.name]] for field in fields[len(same) :]]
    if here.vendor == "postgresql":
        return statement, [*values, *each]
    return statement, [value for row in zip(*each, strict=True) for value in (*values, *row)]


@cache
def _listed(
    model: type[Model], same: tuple[str, ...], lists: tuple[str, ...], count: int, vendor: str
) -> tuple[list[Any], Prepared]:
    """The fields, and the statement that writes them; on PostgreSQL the same however many rows they are."""
    meta: Any = model._meta
    quote = connection.ops.quote_name
    fields = [meta.get_field(name) for name in (*same, *lists)]
    sql = f"INSERT INTO {quote(meta.db_table)} ({', '.join(quote(field.column) for field in fields)}) "
    if vendor == "postgresql":
        typed = [f"%s::{field.cast_db_type(connection)}" for field in fields[: len(same)]]
        arrays = [f"%s::{field.cast_db_type(connection)}[]" for field in fields[len(same) :]]
        return fields, Prepared(f"{sql}SELECT {', '.join(typed)}, l.* FROM unnest({', '.join(arrays)}) l")  # noqa: S608
    row = f"({', '.join(['%s'] * len(fields))})"
    return fields, Prepared(f"{sql}VALUES {', '.join([row] * count)}")


def next_key(model: type[Model]) -> Question[int]:
    """The key that the next new row of this table may have; nobody else gets it.

    In SQLite, where whoever writes is alone, it is the one after the last that was given.
    """
    return Question(((_next_key(model, connections[DEFAULT_DB_ALIAS].vendor), ()),), lambda rows: int(rows[0][0][0]))


@cache
def _next_key(model: type[Model], vendor: str) -> Prepared:
    table, column = model._meta.db_table, model._meta.pk.column
    if vendor == "postgresql":
        return Prepared(f"SELECT nextval('{table}_{column}_seq')")
    return Prepared(f"SELECT 1 + coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = '{table}'")  # noqa: S608


def later(*rows: Model) -> list[Said]:
    """What writes them, to be said with others by whoever needs no keys; more than FEW are written now."""
    if len(rows) > FEW:
        insert(*rows)
    return [said(*rows)] if 0 < len(rows) <= FEW else []


def insert_unless_there(row: Model) -> bool:
    """Write a new row unless a constraint says that there is one like it; whether it was written. One statement."""
    here = connections[DEFAULT_DB_ALIAS]
    fields, statement = _composed(type(row), 1, True, here.vendor, unless_there=True)
    found = statement.rows(*(field.get_db_prep_save(field.pre_save(row, True), here) for field in fields))
    if found:
        row.pk, row._state.adding, row._state.db = found[0][0], False, DEFAULT_DB_ALIAS
    return bool(found)


def insert_those_not_there(*rows: Model, by: tuple[str, ...]) -> list[Model]:
    """Write those of many new rows that no constraint says are there; which they are, told apart by these fields.

    One statement for each FEW of them.
    """
    here, written = connections[DEFAULT_DB_ALIAS], list[Model]()
    for begin in range(0, len(rows), FEW):
        part = rows[begin : begin + FEW]
        fields, statement = _composed(type(part[0]), len(part), True, here.vendor, unless_there=True, by=by)
        values = [field.get_db_prep_save(field.pre_save(row, True), here) for row in part for field in fields]
        known = {tuple(getattr(row, name) for name in by): row for row in part}
        for pk, *key in statement.rows(*values):
            row = known[tuple(key)]
            row.pk, row._state.adding, row._state.db = pk, False, DEFAULT_DB_ALIAS
            written.append(row)
    return written


def said(*rows: Model) -> tuple[Prepared, list[Any]]:
    """The statement that writes a FEW new rows of one table, with its values; it answers with the keys they get."""
    here = connections[DEFAULT_DB_ALIAS]  # looked up once: `connection` looks at each word
    fields, statement = _composed(type(rows[0]), len(rows), rows[0].pk is None, here.vendor)
    return statement, [field.get_db_prep_save(field.pre_save(row, True), here) for row in rows for field in fields]


@cache
def _composed(
    model: type[Model], count: int, new_keys: bool, vendor: str, *, unless_there: bool = False, by: tuple[str, ...] = ()
) -> tuple[list[Any], Prepared]:
    """The columns, and the statement for so many rows."""
    meta: Any = model._meta
    quote = connection.ops.quote_name
    fields = [field for field in meta.concrete_fields if not (new_keys and field.primary_key)]
    columns = ", ".join(quote(field.column) for field in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    sql = f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES {', '.join([row] * count)}"  # noqa: S608
    if unless_there:
        sql += " ON CONFLICT DO NOTHING"
    if new_keys:
        sql += f" RETURNING {', '.join(map(quote, (meta.pk.column, *by)))}"
    return fields, Prepared(sql)
