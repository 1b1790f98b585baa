"""What a factory wrote is kept as statements, so that the next test has it for a twentieth of the work."""

from __future__ import annotations

import copy
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import Model
from django.db.models.sql import InsertQuery

Made = TypeVar("Made")
Statement = tuple[str, tuple[Any, ...]]
_kept: dict[Hashable, tuple[object, list[Statement]]] = {}


def again(key: Hashable, make: Callable[[], Made]) -> Made:
    """What `make` makes: by itself the first time, later by putting in the same rows with the same numbers.

    Only for what is made before anything else is there: its numbers must be free.
    """
    if key not in _kept:
        before = {model: set(model._base_manager.values_list("pk", flat=True)) for model in _models()}
        made = make()
        new = [(model, list(model._base_manager.exclude(pk__in=before[model]))) for model in _models()]
        _kept[key] = copy.deepcopy(made), [_statement(model, rows) for model, rows in new if rows]
        return made
    kept, statements = _kept[key]
    # One transaction, as rows refer to rows that come later
    with transaction.atomic(), connection.cursor() as cursor:
        for sql, values in statements:
            cursor.execute(sql, values)
    return cast("Made", copy.deepcopy(kept))


def _models() -> list[type[Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]


def _statement(model: type[Model], rows: list[Model]) -> Statement:
    query = InsertQuery(model)
    query.insert_values(model._meta.concrete_fields, rows, raw=True)
    ((sql, values),) = query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    return sql, tuple(values)
