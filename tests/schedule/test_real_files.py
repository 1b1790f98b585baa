"""Real programmes, where they lie beside the checkout: each imports, again changes nothing, exports validly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.models import Conference
from schedule.exchange import actions
from schedule.exchange.downloads import as_text
from tests.schedule.test_import import bring
from tests.schedule.test_writers import validate_json, validate_xml

pytestmark = pytest.mark.django_db

REAL_FILES = {
    "fosdem2021-online.pentabarf.xml": (773, 0),
    "fosdem2007.pentabarf.xml": (215, 0),
    "frab-camp2019.json": (79, 0),
    "pretalx-rc3.json": (48, 0),
    "pyconuk2015.ics": (158, 4),
    "leap-digital-health-2025.ics": (21, 0),
    "neuromatch3-2020.agenda.csv": (924, 0),
    "neuromatch2-2020.agenda.csv": (118, 0),
}


@pytest.mark.parametrize("name", REAL_FILES)
def test_a_real_programme_imports_and_the_second_time_changes_nothing(
    name: str, real: Callable[[str], bytes], tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(real(name))
    code, first = bring(path)
    _, second = bring(path)

    assert (code, first["created"], first["skipped"]) == (0, *REAL_FILES[name])
    assert {second[key] for key in ("created", "changed", "moved", "cancelled")} == {0}


@pytest.mark.parametrize("name", [name for name in REAL_FILES if not name.startswith("neuromatch2")])
def test_the_export_of_a_real_programme_is_valid(name: str, real: Callable[[str], bytes], tmp_path: Path) -> None:
    conference, _ = actions.import_file(real(name), "real")
    assert conference is not None

    validate_xml(as_text(conference, "xml"), tmp_path)
    validate_json(as_text(conference, "json"))


@pytest.mark.parametrize("name", ["invalid-example.json", "pyconfr2025.pretalx.json"])
def test_a_real_file_that_is_no_schedule_is_refused_with_reasons(
    name: str, real: Callable[[str], bytes], tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(real(name))
    code, report = bring(path)

    assert code == 2
    assert report["problems"]
    assert not Conference.objects.exists()
