"""An empty file gets the same tables at once as by all migrations one after the other."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

ROOT = Path(__file__).parents[2]
Ask = Callable[[str], list[Any]]
# What the search engine keeps for itself, and what SQLite counts with
_OWN = ("sqlite_", "search_fts_")
# django-scheduler's models have three indexes of two columns and a narrower key of which its migrations say nothing
_NOT_OURS = "schedule_"


def _shape(ask: Ask) -> dict[str, object]:
    """Tables with their columns, foreign keys and indexes, and the triggers; the order of columns does not count."""
    found: dict[str, object] = {}
    for kind, name, sql in ask("SELECT type, name, sql FROM sqlite_master WHERE type IN ('table', 'trigger')"):
        if name.startswith(_OWN):
            continue
        if kind == "trigger" or "VIRTUAL TABLE" in sql:
            found[name] = " ".join(sql.split())
            continue
        columns = {tuple(row[1:6]) for row in ask(f"PRAGMA table_info('{name}')")}
        keys = {tuple(row[2:6]) for row in ask(f"PRAGMA foreign_key_list('{name}')")}
        checks = sql.upper().count("CHECK (")
        if name.startswith(_NOT_OURS):
            found[name] = ({column[0] for column in columns}, keys, checks)
        else:
            found[name] = (columns, keys, checks, _indexes(ask, name))
    return found


def _indexes(ask: Ask, table: str) -> list[tuple[object, ...]]:
    rows = []
    for _seq, name, unique, _origin, partial in ask(f"PRAGMA index_list('{table}')"):
        columns = tuple(row[2] for row in ask(f"PRAGMA index_info('{name}')"))
        rows.append((unique, partial, columns))
    return sorted(rows, key=repr)


@pytest.mark.once
@pytest.mark.django_db
def test_both_ways_lead_to_the_same_tables(tmp_path: Path) -> None:
    run = "import django; django.setup(); from config import fresh; print(fresh.make_tables(), fresh.make_tables())"
    env = {**os.environ, "VAR_DIR": str(tmp_path), "IGNORE_ENV_FILE": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}
    env.pop("DATABASE_URL", None)
    made_at_once = subprocess.run(
        [sys.executable, "-c", run], env=env, cwd=ROOT, check=True, timeout=120, capture_output=True, text=True
    )
    assert made_at_once.stdout.split() == ["True", "False"]  # an empty file, and one that is not
    (path,) = tmp_path.glob("*.sqlite3")
    made = sqlite3.connect(path)
    fresh = _shape(lambda sql: made.execute(sql).fetchall())
    recorded = {name for (name,) in made.execute("SELECT name FROM django_migrations")}
    made.close()
    with connection.cursor() as cursor:
        migrated = _shape(lambda sql: cursor.execute(sql).fetchall())
        known = {row[0] for row in cursor.execute("SELECT name FROM django_migrations").fetchall()}
    differing = {name for name in fresh | migrated if fresh.get(name) != migrated.get(name)}
    assert {name: (fresh.get(name), migrated.get(name)) for name in differing} == {}
    assert recorded == known
