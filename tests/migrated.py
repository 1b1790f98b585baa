"""A migrated, empty database is kept between runs under var/tests, so that only a change of the migrations is waited for."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import django

from tests.servers import postgres_program

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "var" / "tests"
MOST = 4  # kept at a time: two branches on two stores


def put_in_place(connection: BaseDatabaseWrapper) -> None:
    """Make the test database; the first of several workers migrates, the others wait and copy."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    kept = FOLDER / _name()
    with kept.with_name(f"{kept.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if kept.exists():
            _restore(connection, kept)
        else:
            _migrate(connection)
            _keep(connection, kept)


def put_away(connection: BaseDatabaseWrapper) -> None:
    """Drop it. PostgreSQL drops none while somebody is in it, and threads of servers keep their connections: by force."""
    name = connection.settings_dict["NAME"]  # by now it is the test's own
    connection.close()
    if connection.vendor == "sqlite":
        for ending in ("", "-wal", "-shm"):
            Path(f"{name}{ending}").unlink(missing_ok=True)
    else:
        _run("psql", f"{_server(connection)}/postgres", "--command", f'DROP DATABASE "{name}" WITH (FORCE)')


def _name() -> str:
    """One for each store and state of the migrations, ours and those that the pinned packages bring."""
    told = hashlib.sha256()
    for path in [ROOT / "requirements.txt", *sorted(ROOT.glob("*/**/migrations/*.py"))]:
        told.update(path.read_bytes())
    return f"{os.environ.get('MERIDIAN_TEST_BACKEND', 'sqlite')}-{django.__version__}-{told.hexdigest()[:16]}"


def _migrate(connection: BaseDatabaseWrapper) -> None:
    plain = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    connection.settings_dict["NAME"] = plain


def _restore(connection: BaseDatabaseWrapper, kept: Path) -> None:
    name = _name_of_test(connection)
    if connection.vendor == "sqlite":
        shutil.copyfile(kept, name)
        return
    for words in (f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"'):
        _run("psql", f"{_server(connection)}/postgres", "--command", words)
    _run("psql", f"{_server(connection)}/{name}", "--set", "ON_ERROR_STOP=1", "--file", str(kept))


def _keep(connection: BaseDatabaseWrapper, kept: Path) -> None:
    """Put a copy aside."""
    name, unfinished = _name_of_test(connection), kept.with_name(f"{kept.name}.{os.getpid()}")
    if connection.vendor == "sqlite":
        shutil.copyfile(name, unfinished)
    else:
        _run("pg_dump", f"{_server(connection)}/{name}", "--no-owner", "--file", str(unfinished))
    unfinished.replace(kept)
    for old in sorted(FOLDER.iterdir(), key=lambda path: path.stat().st_mtime)[: -2 * MOST]:
        old.unlink(missing_ok=True)


def _name_of_test(connection: BaseDatabaseWrapper) -> str:
    return str(connection.creation._get_test_db_name())  # type: ignore[attr-defined]


def _server(connection: BaseDatabaseWrapper) -> str:
    told = connection.settings_dict
    return f"postgresql://{told['USER']}@{told['HOST']}:{told['PORT']}"


def _run(name: str, *words: str) -> None:
    subprocess.run([postgres_program(name), *words], check=True, capture_output=True)
