"""Whether the process lives (`/healthz`) and whether it can serve (`/readyz`), for those who look after it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.core.cache import caches
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase

from config.cache import ForgivingRedisCache


def alive() -> JsonResponse:
    """200 `{"code": "ok"}`: asks nobody else, so that a lost database does not make a supervisor kill us."""
    return JsonResponse({"code": "ok"})


def ready() -> JsonResponse:
    """200 `{"code": "ready", "checks": {...}}`, or 503 with `not_ready` and what is missing."""
    checks = _checks()
    good = _suffice(checks)
    return JsonResponse({"code": "ready" if good else "not_ready", "checks": checks}, status=200 if good else 503)


def is_ready() -> bool:
    """Whether this process can serve; asked by itself before it does. Its connection is not kept."""
    try:
        return _suffice(_checks())
    finally:
        connection.close()


def _checks() -> dict[str, str]:
    checks = {"database": _database(), "redis": _redis()}
    return {**checks, "migrations": _migrations() if checks["database"] == "ok" else "unknown"}


def _suffice(checks: dict[str, str]) -> bool:
    """Without Redis we are slower to ring, not unable to serve: the log is swept every second."""
    return checks["database"] == "ok" and checks["migrations"] == "ok"


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, OSError):
        return "unreachable"
    return "ok"


def _redis() -> str:
    backend = caches["default"]
    if not isinstance(backend, ForgivingRedisCache):
        return "off"
    return "ok" if backend.ping() else "unreachable"


def _migrations() -> str:
    try:
        executor = MigrationExecutor(connection)
        return "pending" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else "ok"
    except (DatabaseError, OSError):
        return "unknown"


ANSWERS: dict[str, Callable[[], JsonResponse]] = {"/healthz": alive, "/readyz": ready}


class HealthMiddleware:
    """Stands before the checks of host and scheme: a probe asks an address, not a name, and speaks no TLS."""

    async_capable = True
    sync_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        answer = ANSWERS.get(request.path_info) if request.method in {"GET", "HEAD"} else None
        if answer is None:
            following: HttpResponseBase | Awaitable[HttpResponseBase] = self.get_response(request)
            return following
        return sync_to_async(answer)() if iscoroutinefunction(self) else answer()
