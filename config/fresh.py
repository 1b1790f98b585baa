"""The tables of an empty SQLite file, made at once instead of by every migration since the first.

Migrations tell a history: Django renders all models anew for almost every step of it, which is half the time from a
clean checkout to the first page. An empty file has no history. The tables are made from the models as they are, the
steps that are no models (full-text index, triggers) are run, and all migrations are recorded as applied: the next
upgrade goes on from there. `tests/config/test_fresh.py` compares both ways. PostgreSQL is always migrated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

if TYPE_CHECKING:
    from django.db.migrations.state import StateApps

# Migrations that make something of which no model tells
NO_MODELS = (("search", "0002_full_text"),)


def make_tables() -> bool:
    """Make all tables of the database in use if it is an empty SQLite file; whether it was."""
    if connection.vendor != "sqlite" or connection.introspection.table_names():
        return False
    emit_pre_migrate_signal(0, False, connection.alias)
    loader = MigrationLoader(connection)
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.managed and not model._meta.proxy:
                editor.create_model(model)
        _run_what_is_no_model(loader, editor)
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    with transaction.atomic():
        for label, name in sorted(loader.graph.nodes):
            recorder.record_applied(label, name)
    emit_post_migrate_signal(0, False, connection.alias)
    return True


def _run_what_is_no_model(loader: MigrationLoader, editor: BaseDatabaseSchemaEditor) -> None:
    """Only steps that make tables; those that change rows, ours and the libraries', would find none."""
    for key in NO_MODELS:
        for step in loader.graph.nodes[key].operations:
            if isinstance(step, RunPython):
                step.code(cast("StateApps", apps), editor)
