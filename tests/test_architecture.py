"""What import-linter cannot say: who writes, who touches the bus, how large things are, one shared name."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import schedule

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = [
    "accounts",
    "conference",
    "config",
    "core",
    "frontend",
    "messaging",
    "moderation",
    "networking",
    "realtime",
    "schedule",
    "society",
]
# Only these names of files may change the database; privacy.py holds the registered erasers.
WRITERS = {"actions.py", "privacy.py"}
# allauth saves a new person through our form, Django through our manager.
WRITING_FILES = {"accounts/forms.py", "accounts/models.py"}
WRITING_FOLDERS = (
    "config/demo/",
    "config/management/",
    "core/",
    "realtime/",
    "schedule/exchange/",
    "schedule/calendars/",
)
BULK = {
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "abulk_create",
    "acreate",
    "asave",
    "adelete",
}
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
# The library's modules, read from the library itself, so that a new version cannot take a name from us unnoticed.
LIBRARY = next(Path(folder) for folder in schedule.__path__ if Path(folder) != ROOT / "schedule")


def sources() -> Iterator[tuple[str, Path]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if "node_modules" not in name and "/migrations/" not in name:
                yield name, path


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def imported(path: Path) -> set[str]:
    """Dotted names that the file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def root_of(node: ast.AST) -> str:
    """The first name of a chain such as `models.Room.objects.filter(...).update`."""
    while True:
        if isinstance(node, ast.Attribute):
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            return node.id if isinstance(node, ast.Name) else ""


def writes(path: Path) -> list[str]:
    """Calls that change rows, as "line: call". A manager in the chain tells a table's `update` from a dict's."""
    found = []
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name, before = node.func.attr, ast.unparse(node.func.value)
        through_manager = ".objects" in before or "_set." in f"{before}."
        if name in BULK or (name in {"create", "update", "delete"} and through_manager) or _saves(node, name):
            found.append(f"{node.lineno}: {before[:50]}.{name}()")
    return found


def _saves(call: ast.Call, name: str) -> bool:
    """`.save()` of a row takes nothing, or update_fields; of a form, image or workbook it takes something else."""
    return name == "save" and not call.args and all(word.arg == "update_fields" for word in call.keywords)


def test_only_actions_write() -> None:
    guilty = {
        name: lines
        for name, path in sources()
        if path.name not in WRITERS
        and name not in WRITING_FILES
        and not name.startswith(WRITING_FOLDERS)
        and (lines := writes(path))
    }
    assert guilty == {}


def test_the_guard_against_writing_sees_what_it_should(tmp_path: Path) -> None:
    sample = tmp_path / "views.py"
    sample.write_text("Room.objects.filter(pk=1).update(x=1)\nroom.save()\n{}.update(a=1)\nbook.save('file.xlsx')\n")
    assert [line.partition(":")[0] for line in writes(sample)] == ["1", "2"]


def test_only_the_calendars_import_the_library_that_shares_a_name() -> None:
    library = {"schedule." + path.stem for path in LIBRARY.glob("*.py")} | {
        "schedule.models",
        "schedule.feeds",
    }
    library -= {"schedule.__init__"}
    guilty = {
        name: sorted(names)
        for name, path in sources()
        if not name.startswith("schedule/calendars/")
        and (names := {one for one in imported(path) if any(one == m or one.startswith(m + ".") for m in library)})
    }
    assert guilty == {}


def test_only_the_realtime_package_touches_the_bus() -> None:
    guilty = {
        name: sorted(names)
        for name, path in sources()
        if not name.startswith("realtime/")
        and (names := {one for one in imported(path) if one.split(".")[0] in {"channels", "redis", "channels_redis"}})
    }
    assert guilty == {}


def test_pure_modules_know_no_framework() -> None:
    pure = (
        "scoring.py",
        "tally.py",
        "warnings.py",
        "fairness.py",
        "differences.py",
        "ripple.py",
        "states.py",
        "planning.py",
        "slots.py",
        "pairing.py",
        "tick.py",
        "rounds.py",
    )
    guilty = {
        name: sorted(one for one in imported(path) if one.split(".")[0] == "django")
        for name, path in sources()
        if path.name in pure and any(one.split(".")[0] == "django" for one in imported(path))
    }
    assert guilty == {}


def test_no_module_of_ours_hides_one_of_the_library() -> None:
    theirs = {path.stem for path in LIBRARY.iterdir()} - {"__init__", "__pycache__"}
    ours = {path.stem for path in (ROOT / "schedule").iterdir()} - {"__init__", "__pycache__"}
    assert ours & theirs == set()


def test_ours_and_the_library_live_under_the_one_name() -> None:
    ours = importlib.import_module("schedule.calendars")
    models = importlib.import_module("schedule.models")
    assert Path(str(ours.__file__)).is_relative_to(ROOT)
    assert models.Event._meta.app_label == "schedule"
    assert not Path(str(models.__file__)).is_relative_to(ROOT / "schedule")


@pytest.mark.parametrize("name", ["utils.py", "helpers.py", "common.py", "misc.py"])
def test_no_file_is_named_after_nothing(name: str) -> None:
    assert [found for found, path in sources() if path.name == name] == []


def test_files_and_functions_stay_small() -> None:
    large = {name: count for name, path in sources() if (count := len(path.read_text().splitlines())) > LONGEST_FILE}
    assert large == {}
    long = {
        f"{name}:{node.name}": length
        for name, path in sources()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno) > LONGEST_FUNCTION
    }
    assert long == {}


def test_no_django_signal_hides_the_flow_between_our_packages() -> None:
    guilty = [
        name for name, path in sources() if any(one.startswith("django.db.models.signals") for one in imported(path))
    ]
    assert guilty == []
