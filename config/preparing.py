"""What has to be true before a server starts: stores reachable, tables there, files gathered, demo loaded."""

from __future__ import annotations

import socket
import sys
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, run_checks
from django.core.management import call_command, get_commands
from django.db import DatabaseError, connection

from config import fresh

DEFAULT_PORTS = {"redis": 6379, "rediss": 6379}


def refuse_unsafe_settings() -> None:
    """Raise SystemExit(1) naming every error of the system checks, one a line."""
    errors = [message for message in run_checks() if isinstance(message, Error) or message.is_serious()]
    if errors:
        lines = [f"{error.id}: {error.msg}" + (f" ({error.hint})" if error.hint else "") for error in errors]
        raise SystemExit("Meridian does not start:\n" + "\n".join(lines))


def refuse_missing_stores() -> None:
    """Raise SystemExit(1) with one line when the database or Redis cannot be reached."""
    try:
        _connect_once()
    except (DatabaseError, OSError) as problem:
        raise SystemExit(
            f"Meridian does not start: {_database_name()} cannot be reached ({_first_line(problem)})"
        ) from None
    if settings.REDIS_URL:
        _refuse_missing_redis()


def _connect_once() -> None:
    """Past the pool, which would wait and try again in the background instead of saying no."""
    if connection.vendor == "postgresql":
        import psycopg

        options = dict(connection.get_connection_params())
        options.pop("pool", None)
        with connection.wrap_database_errors:
            psycopg.connect(**options).close()
        return
    connection.ensure_connection()
    connection.close()


def _refuse_missing_redis() -> None:
    address = urlsplit(settings.REDIS_URL)
    host, port = address.hostname or "localhost", address.port or DEFAULT_PORTS.get(address.scheme, 6379)
    try:
        socket.create_connection((host, port), timeout=5).close()
    except OSError as problem:
        raise SystemExit(
            f"Meridian does not start: Redis at {host}:{port} cannot be reached ({problem.strerror or problem})"
        ) from None


def _database_name() -> str:
    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        return f"the database file {database['NAME']}"
    return f"PostgreSQL at {database.get('HOST') or 'localhost'}:{database.get('PORT') or 5432}"


def _first_line(problem: BaseException) -> str:
    return str(problem).strip().partition("\n")[0][:200]


def prepare(*, with_demo: bool) -> None:
    """Bring tables and static files up to date; load the demo into an empty installation."""
    if not fresh.make_tables():
        call_command("migrate", verbosity=0, interactive=False)
    if not settings.DEBUG:
        call_command("collectstatic", verbosity=0, interactive=False)
    if with_demo and "demo" in get_commands() and _is_empty():
        print("Loading the demonstration congress", file=sys.stderr, flush=True)
        call_command("demo")
    connection.close()


def _is_empty() -> bool:
    from core.models import Conference

    return not Conference.objects.exists()
