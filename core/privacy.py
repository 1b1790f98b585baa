"""What is kept of people, for how long, and how it leaves again. A table that is not here fails the test suite."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Model

# What a person gets to read of herself in this table: rows ready for JSON.
Export = Callable[[int], Iterable[Mapping[str, Any]]]
# Takes a person out of this table; called inside one unit of work, in the order of registration.
Erase = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Table:
    model: type[Model]
    retention: str
    export: Export | None
    erase: Erase | None
    why_not: str = ""


_tables: dict[str, Table] = {}


def table(
    model: type[Model], *, retention: str, export: Export | None = None, erase: Erase | None = None, why_not: str = ""
) -> None:
    """Declare a table. Without `export` or `erase`, `why_not` says why it holds nothing of a person."""
    if (export is None or erase is None) and not why_not:
        raise ValueError(f"{model.__name__}: say why there is no export or erasure")
    _tables[model._meta.label] = Table(model, retention, export, erase, why_not)


def tables() -> list[Table]:
    return list(_tables.values())


def export_person(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """Everything we keep of a person, by table."""
    return {label: [dict(row) for row in t.export(person_id)] for label, t in _tables.items() if t.export}


def erase_person(person_id: int) -> None:
    """Take a person out of every table. Call inside a unit of work: all or nothing.

    Features above go first, and the person's own row last of all: the others look for her by it.
    """
    own = get_user_model()
    from_above = list(reversed(_tables.values()))
    from_above.sort(key=lambda entry: entry.model is own)
    for entry in from_above:
        if entry.erase:
            entry.erase(person_id)
