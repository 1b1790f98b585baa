"""Every table says how long it keeps what it keeps, and how a person leaves it."""

from __future__ import annotations

import pytest
from django.apps import apps

from core import privacy
from core.actor import Actor


def test_every_table_declares_its_retention_and_its_part_in_export_and_erasure() -> None:
    declared = {table.model._meta.label for table in privacy.tables()}
    everything = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert not everything - declared, "add these to the privacy.py of their app (or config/privacy.py)"
    assert not declared - everything


def test_whoever_exports_a_table_also_erases_it() -> None:
    exporting = {t.model._meta.label for t in privacy.tables() if t.export}
    erasing = {t.model._meta.label for t in privacy.tables() if t.erase}
    assert not exporting - erasing


def test_a_table_without_export_says_why() -> None:
    with pytest.raises(ValueError, match="say why"):
        privacy.table(Actor, retention="a day")  # type: ignore[arg-type]
