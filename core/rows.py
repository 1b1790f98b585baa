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
    if not rows:
        return
    model = type(rows[0])
    if len(rows) > FEW:
        model._default_manager.bulk_create(rows)
        return
    here = connections[DEFAULT_DB_ALIAS]  # looked up once: `connection` looks at each word
    fields, statement, keys = _composed(model, len(rows), rows[0].pk is None, here.vendor)
    values = [field.get_db_prep_save(field.pre_save(row, True), here) for row in rows for field in fields]
    if keys:
        for row, (key,) in zip(rows, statement.rows(*values), strict=True):
            row.pk = key
    else:
        statement.count(*values)
    for row in rows:
        row._state.adding, row._state.db = False, here.alias


@cache
def _composed(model: type[Model], count: int, new_keys: bool, vendor: str) -> tuple[list[Any], Prepared, bool]:
    """The columns, the statement for so many rows, and whether it answers with their keys."""
    meta: Any = model._meta
    quote = connection.ops.quote_name
    keys = new_keys and meta.auto_field is not None
    fields = [field for field in meta.concrete_fields if not (keys and field.primary_key)]
    columns = ", ".join(quote(field.column) for field in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    sql = f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES {', '.join([row] * count)}"  # noqa: S608
    if keys:
        sql += f" RETURNING {quote(meta.pk.column)}"
    return fields, Prepared(sql), keys
