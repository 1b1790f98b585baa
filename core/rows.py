"""New rows by a statement that is composed once for each table: for what every command writes.

Composing an INSERT takes Django longer than PostgreSQL needs for what it says (docs/decisions/0023).
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model

from core.prepared import Prepared

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


def said(*rows: Model) -> tuple[Prepared, list[Any]]:
    """The statement that writes a FEW new rows of one table, with its values; it answers with the keys they get."""
    here = connections[DEFAULT_DB_ALIAS]  # looked up once: `connection` looks at each word
    fields, statement = _composed(type(rows[0]), len(rows), rows[0].pk is None, here.vendor)
    return statement, [field.get_db_prep_save(field.pre_save(row, True), here) for row in rows for field in fields]


@cache
def _composed(model: type[Model], count: int, new_keys: bool, vendor: str) -> tuple[list[Any], Prepared]:
    """The columns, and the statement for so many rows."""
    meta: Any = model._meta
    quote = connection.ops.quote_name
    fields = [field for field in meta.concrete_fields if not (new_keys and field.primary_key)]
    columns = ", ".join(quote(field.column) for field in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    sql = f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES {', '.join([row] * count)}"  # noqa: S608
    if new_keys:
        sql += f" RETURNING {quote(meta.pk.column)}"
    return fields, Prepared(sql)
